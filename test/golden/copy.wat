;; copy concat along 2 of [2,3,4], [2,3,7], [2,3,1]
;; f0: copy [true,true,{"kind":"run","filled":false,"row":{"unroll":1,"loop":false,"rest":4},"loops":{"counts":[20],"moves":[[[1,24]]]}}]
;; f1: copy [true,true,{"kind":"run","filled":false,"row":{"unroll":1,"loop":false,"rest":7},"loops":{"counts":[20],"moves":[[[1,24]]]}}]
;; f2: copy [true,true,{"kind":"strided","filled":false,"row":{"unroll":1,"loop":false,"rest":6},"loops":{"counts":[],"moves":[]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 3
      (i32.load offset=20
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 4
        (v128.load align=4
          (local.get 2)))
      (v128.store align=4
        (local.get 1)
        (local.get 4))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 16)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 16)))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=24
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1))))))
  (func (;1;) (export "f1") (type 0) (param i32)
    (local i32 i32 i32 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 3
      (i32.load offset=20
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 4
        (v128.load align=4
          (local.get 2)))
      (v128.store align=4
        (local.get 1)
        (local.get 4))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 16)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 16)))
      (local.set 4
        (v128.load32_lane offset=8 2
          (local.get 2)
          (v128.load64_zero align=4
            (local.get 2))))
      (v128.store64_lane align=4 0
        (local.get 1)
        (local.get 4))
      (v128.store32_lane offset=8 2
        (local.get 1)
        (local.get 4))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 12)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 12)))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=24
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1))))))
  (func (;2;) (export "f2") (type 0) (param i32)
    (local i32 i32 i32 i32)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 3
      (i32.load offset=12
        (local.get 0)))
    (local.set 4
      (i32.load offset=16
        (local.get 0)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))
    (i32.store
      (local.get 1)
      (i32.load
        (local.get 2)))
    (local.set 2
      (i32.add
        (local.get 2)
        (local.get 3)))
    (local.set 1
      (i32.add
        (local.get 1)
        (local.get 4)))))
