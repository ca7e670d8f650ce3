;; pointwise add, relu [16]
;; f0: pointwise [true,true,{"exprs":"%0;%1;add(0,1);0;max(2,3)=>4","row":{"unroll":2,"loop":true,"rest":0},"long":false,"tripsAt":0,"operands":[{"address":4,"integer":false,"kind":"vector"},{"address":8,"integer":false,"kind":"vector"}],"results":[12],"loops":{"counts":[],"moves":[]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load offset=8
        (local.get 0)))
    (local.set 3
      (i32.load offset=12
        (local.get 0)))
    (local.set 4
      (i32.load
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 5
        (f32x4.pmax
          (f32x4.add
            (v128.load align=4
              (local.get 1))
            (v128.load align=4
              (local.get 2)))
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)))
      (v128.store align=4
        (local.get 3)
        (local.get 5))
      (local.set 5
        (f32x4.pmax
          (f32x4.add
            (v128.load offset=16 align=4
              (local.get 1))
            (v128.load offset=16 align=4
              (local.get 2)))
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)))
      (v128.store offset=16 align=4
        (local.get 3)
        (local.get 5))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 32)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 32)))
      (local.set 3
        (i32.add
          (local.get 3)
          (i32.const 32)))
      (br_if 0 (;@1;)
        (local.tee 4
          (i32.sub
            (local.get 4)
            (i32.const 1)))))))
