;; matmul [8,16] · constant [16,1]
;; f0: dot [true,true,{"spec":{"columns":1,"rest":0},"epilogue":{"expressions":"%0=>0","operands":[]},"at":{"a":0,"b":4,"blocks":8,"trips":12,"rowStride":16,"output0":20}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 i32 v128)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 5
      (i32.load offset=8
        (local.get 0)))
    (local.set 3
      (i32.const 0))
    (local.set 4
      (i32.const 0))
    (loop  ;; label = @1
      (local.set 7
        (local.get 1))
      (local.set 8
        (i32.add
          (local.get 7)
          (i32.load offset=16
            (local.get 0))))
      (local.set 9
        (i32.add
          (local.get 8)
          (i32.load offset=16
            (local.get 0))))
      (local.set 10
        (i32.add
          (local.get 9)
          (i32.load offset=16
            (local.get 0))))
      (local.set 1
        (i32.add
          (local.get 10)
          (i32.load offset=16
            (local.get 0))))
      (local.set 2
        (i32.load offset=4
          (local.get 0)))
      (local.set 11
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 12
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 13
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 14
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 6
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 15
          (v128.load align=4
            (local.get 2)))
        (local.set 16
          (v128.load align=4
            (local.get 7)))
        (local.set 11
          (f32x4.relaxed_madd
            (local.get 16)
            (local.get 15)
            (local.get 11)))
        (local.set 16
          (v128.load align=4
            (local.get 8)))
        (local.set 12
          (f32x4.relaxed_madd
            (local.get 16)
            (local.get 15)
            (local.get 12)))
        (local.set 16
          (v128.load align=4
            (local.get 9)))
        (local.set 13
          (f32x4.relaxed_madd
            (local.get 16)
            (local.get 15)
            (local.get 13)))
        (local.set 16
          (v128.load align=4
            (local.get 10)))
        (local.set 14
          (f32x4.relaxed_madd
            (local.get 16)
            (local.get 15)
            (local.get 14)))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.const 16)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.const 16)))
        (local.set 9
          (i32.add
            (local.get 9)
            (i32.const 16)))
        (local.set 10
          (i32.add
            (local.get 10)
            (i32.const 16)))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.const 16)))
        (br_if 0 (;@2;)
          (local.tee 6
            (i32.sub
              (local.get 6)
              (i32.const 1)))))
      (local.set 16
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 15
        (f32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get 11)
            (local.get 12))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get 11)
            (local.get 12))))
      (local.set 18
        (f32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (local.get 13)
            (local.get 14))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
            (local.get 13)
            (local.get 14))))
      (local.set 16
        (f32x4.add
          (f32x4.add
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
              (local.get 15)
              (local.get 18))
            (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
              (local.get 15)
              (local.get 18)))
          (local.get 16)))
      (local.set 17
        (i32.add
          (i32.load offset=20
            (local.get 0))
          (local.get 3)))
      (v128.store align=4
        (local.get 17)
        (local.get 16))
      (local.set 3
        (i32.add
          (local.get 3)
          (i32.const 16)))
      (br_if 0 (;@1;)
        (local.tee 5
          (i32.sub
            (local.get 5)
            (i32.const 1)))))))
