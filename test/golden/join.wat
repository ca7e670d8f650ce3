;; copy concat along 0 of [700], [3], [600], 0,2 in place
;; f0: copy [true,true,{"kind":"run","filled":false,"row":{"unroll":1,"loop":false,"rest":3},"loops":{"counts":[],"moves":[]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 3
      (v128.load32_lane offset=8 2
        (local.get 2)
        (v128.load64_zero align=4
          (local.get 2))))
    (v128.store64_lane align=4 0
      (local.get 1)
      (local.get 3))
    (v128.store32_lane offset=8 2
      (local.get 1)
      (local.get 3))
    (local.set 1
      (i32.add
        (local.get 1)
        (i32.const 12)))
    (local.set 2
      (i32.add
        (local.get 2)
        (i32.const 12)))))
