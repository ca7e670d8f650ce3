;; pointwise add, relu [1]
;; f0: pointwise [true,true,{"exprs":"%0;%1;add(0,1);0;max(2,3)=>4","row":{"unroll":2,"loop":false,"rest":1},"tripsAt":0,"operands":[{"address":4,"integer":false,"kind":"vector"},{"address":8,"integer":false,"kind":"vector"}],"results":[12],"loops":{"counts":[],"moves":[]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 v128)
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
      (f32x4.pmax
        (f32x4.add
          (v128.load32_zero
            (local.get 1))
          (v128.load32_zero
            (local.get 2)))
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)))
    (v128.store32_lane 0
      (local.get 3)
      (local.get 4))
    (local.set 1
      (i32.add
        (local.get 1)
        (i32.const 4)))
    (local.set 2
      (i32.add
        (local.get 2)
        (i32.const 4)))
    (local.set 3
      (i32.add
        (local.get 3)
        (i32.const 4)))))
