;; copy concat along 1 of [2,3,20], [2,1,20]
;; f0: copy [true,true,{"kind":"run","filled":false,"row":{"unroll":4,"loop":true,"rest":12},"loops":{"counts":[20],"moves":[[[1,24]]]}}]
;; f1: copy [true,true,{"kind":"run","filled":false,"row":{"unroll":4,"loop":true,"rest":4},"loops":{"counts":[20],"moves":[[[1,24]]]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 v128)
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
        (i32.load offset=8
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 5
          (v128.load align=4
            (local.get 2)))
        (v128.store align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=16 align=4
            (local.get 2)))
        (v128.store offset=16 align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=32 align=4
            (local.get 2)))
        (v128.store offset=32 align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=48 align=4
            (local.get 2)))
        (v128.store offset=48 align=4
          (local.get 1)
          (local.get 5))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.const 64)))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 4
            (i32.sub
              (local.get 4)
              (i32.const 1)))))
      (local.set 5
        (v128.load align=4
          (local.get 2)))
      (v128.store align=4
        (local.get 1)
        (local.get 5))
      (local.set 5
        (v128.load offset=16 align=4
          (local.get 2)))
      (v128.store offset=16 align=4
        (local.get 1)
        (local.get 5))
      (local.set 5
        (v128.load offset=32 align=4
          (local.get 2)))
      (v128.store offset=32 align=4
        (local.get 1)
        (local.get 5))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.const 48)))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 48)))
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
    (local i32 i32 i32 i32 v128)
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
        (i32.load offset=8
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 5
          (v128.load align=4
            (local.get 2)))
        (v128.store align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=16 align=4
            (local.get 2)))
        (v128.store offset=16 align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=32 align=4
            (local.get 2)))
        (v128.store offset=32 align=4
          (local.get 1)
          (local.get 5))
        (local.set 5
          (v128.load offset=48 align=4
            (local.get 2)))
        (v128.store offset=48 align=4
          (local.get 1)
          (local.get 5))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.const 64)))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 4
            (i32.sub
              (local.get 4)
              (i32.const 1)))))
      (local.set 5
        (v128.load align=4
          (local.get 2)))
      (v128.store align=4
        (local.get 1)
        (local.get 5))
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
            (i32.const 1)))))))
