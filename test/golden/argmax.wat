;; argmax max [6,21] along 1
;; f0: argmax [true,true,{"mode":"max","along":{"unroll":1,"loop":true,"rest":1},"source":0,"target":4,"outer":8,"trips":12}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 v128 v128 v128 v128 v128 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.load offset=8
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 4
        (v128.load32_splat
          (local.get 1)))
      (local.set 5
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 7
        (v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003))
      (local.set 9
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 5
          (i32x4.max_s
            (v128.and
              (f32x4.gt
                (local.tee 6
                  (v128.load align=4
                    (local.get 1)))
                (local.get 4))
              (local.get 7))
            (local.get 5)))
        (local.set 4
          (f32x4.pmax
            (local.get 4)
            (local.get 6)))
        (local.set 7
          (i32x4.add
            (local.get 7)
            (v128.const i32x4 0x00000004 0x00000004 0x00000004 0x00000004)))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.const 16)))
        (br_if 0 (;@2;)
          (local.tee 9
            (i32.sub
              (local.get 9)
              (i32.const 1)))))
      (local.set 5
        (i32x4.max_s
          (v128.and
            (f32x4.gt
              (local.tee 6
                (v128.bitselect
                  (v128.load32_zero
                    (local.get 1))
                  (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
                  (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000)))
              (local.get 4))
            (local.get 7))
          (local.get 5)))
      (local.set 4
        (f32x4.pmax
          (local.get 4)
          (local.get 6)))
      (local.set 7
        (i32x4.add
          (local.get 7)
          (v128.const i32x4 0x00000004 0x00000004 0x00000004 0x00000004)))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 4)))
      (local.set 6
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
          (local.get 4)
          (local.get 4)))
      (local.set 7
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
          (local.get 5)
          (local.get 5)))
      (local.set 8
        (v128.or
          (f32x4.gt
            (local.get 6)
            (local.get 4))
          (v128.and
            (f32x4.eq
              (local.get 6)
              (local.get 4))
            (i32x4.lt_s
              (local.get 7)
              (local.get 5)))))
      (local.set 4
        (v128.bitselect
          (local.get 6)
          (local.get 4)
          (local.get 8)))
      (local.set 5
        (v128.bitselect
          (local.get 7)
          (local.get 5)
          (local.get 8)))
      (local.set 6
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
          (local.get 4)
          (local.get 4)))
      (local.set 7
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
          (local.get 5)
          (local.get 5)))
      (local.set 8
        (v128.or
          (f32x4.gt
            (local.get 6)
            (local.get 4))
          (v128.and
            (f32x4.eq
              (local.get 6)
              (local.get 4))
            (i32x4.lt_s
              (local.get 7)
              (local.get 5)))))
      (local.set 4
        (v128.bitselect
          (local.get 6)
          (local.get 4)
          (local.get 8)))
      (local.set 5
        (v128.bitselect
          (local.get 7)
          (local.get 5)
          (local.get 8)))
      (i32.store
        (local.get 2)
        (i32x4.extract_lane 0
          (local.get 5)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 4)))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1)))))))
