;; scan sum [3,21] along 1
;; f0: scan [true,true,{"mode":"sum","exclusive":false,"reverse":false,"along":{"unroll":1,"loop":true,"rest":1},"source":0,"target":4,"outer":8,"trips":12,"rowBytes":16}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 v128 v128 v128 i32 v128)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.load offset=8
        (local.get 0)))
    (local.set 8
      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
    (loop  ;; label = @1
      (local.set 6
        (local.get 8))
      (local.set 4
        (local.get 1))
      (local.set 5
        (local.get 2))
      (local.set 9
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 7
          (v128.load align=4
            (local.get 4)))
        (local.set 7
          (f32x4.add
            (i8x16.shuffle 16 17 18 19 0 1 2 3 4 5 6 7 8 9 10 11
              (local.get 7)
              (local.get 8))
            (local.get 7)))
        (local.set 7
          (f32x4.add
            (i8x16.shuffle 16 17 18 19 16 17 18 19 0 1 2 3 4 5 6 7
              (local.get 7)
              (local.get 8))
            (local.get 7)))
        (local.set 10
          (f32x4.add
            (local.get 7)
            (local.get 6)))
        (local.set 6
          (f32x4.add
            (local.get 6)
            (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15
              (local.get 7)
              (local.get 7))))
        (v128.store align=4
          (local.get 5)
          (local.get 10))
        (local.set 4
          (i32.add
            (local.get 4)
            (i32.const 16)))
        (local.set 5
          (i32.add
            (local.get 5)
            (i32.const 16)))
        (br_if 0 (;@2;)
          (local.tee 9
            (i32.sub
              (local.get 9)
              (i32.const 1)))))
      (local.set 7
        (v128.bitselect
          (v128.load32_zero
            (local.get 4))
          (local.get 8)
          (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000)))
      (local.set 7
        (f32x4.add
          (i8x16.shuffle 16 17 18 19 0 1 2 3 4 5 6 7 8 9 10 11
            (local.get 7)
            (local.get 8))
          (local.get 7)))
      (local.set 7
        (f32x4.add
          (i8x16.shuffle 16 17 18 19 16 17 18 19 0 1 2 3 4 5 6 7
            (local.get 7)
            (local.get 8))
          (local.get 7)))
      (local.set 10
        (f32x4.add
          (local.get 7)
          (local.get 6)))
      (local.set 6
        (f32x4.add
          (local.get 6)
          (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15
            (local.get 7)
            (local.get 7))))
      (v128.store32_lane 0
        (local.get 5)
        (local.get 10))
      (local.set 4
        (i32.add
          (local.get 4)
          (i32.const 4)))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 4)))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=16
            (local.get 0))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=16
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1)))))))
