;; copy concat along 1 of [2,3,20], [2,1,20]
;; f0: copy [true,true,{"kind":"abreast","parts":[{"row":{"unroll":4,"loop":true,"rest":12},"trips":0,"pointers":[4,8],"gaps":[12,16]},{"row":{"unroll":4,"loop":true,"rest":4},"trips":20,"pointers":[24,28],"gaps":[32,36]}]}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load offset=8
        (local.get 0)))
    (local.set 3
      (i32.load offset=24
        (local.get 0)))
    (local.set 4
      (i32.load offset=28
        (local.get 0)))
    (local.set 5
      (i32.load offset=40
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 6
        (i32.load
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 7
          (v128.load align=4
            (local.get 1)))
        (v128.store align=4
          (local.get 2)
          (local.get 7))
        (local.set 7
          (v128.load offset=16 align=4
            (local.get 1)))
        (v128.store offset=16 align=4
          (local.get 2)
          (local.get 7))
        (local.set 7
          (v128.load offset=32 align=4
            (local.get 1)))
        (v128.store offset=32 align=4
          (local.get 2)
          (local.get 7))
        (local.set 7
          (v128.load offset=48 align=4
            (local.get 1)))
        (v128.store offset=48 align=4
          (local.get 2)
          (local.get 7))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.const 64)))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 6
            (i32.sub
              (local.get 6)
              (i32.const 1)))))
      (local.set 7
        (v128.load align=4
          (local.get 1)))
      (v128.store align=4
        (local.get 2)
        (local.get 7))
      (local.set 7
        (v128.load offset=16 align=4
          (local.get 1)))
      (v128.store offset=16 align=4
        (local.get 2)
        (local.get 7))
      (local.set 7
        (v128.load offset=32 align=4
          (local.get 1)))
      (v128.store offset=32 align=4
        (local.get 2)
        (local.get 7))
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
          (i32.load offset=12
            (local.get 0))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=16
            (local.get 0))))
      (local.set 6
        (i32.load offset=20
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 7
          (v128.load align=4
            (local.get 3)))
        (v128.store align=4
          (local.get 4)
          (local.get 7))
        (local.set 7
          (v128.load offset=16 align=4
            (local.get 3)))
        (v128.store offset=16 align=4
          (local.get 4)
          (local.get 7))
        (local.set 7
          (v128.load offset=32 align=4
            (local.get 3)))
        (v128.store offset=32 align=4
          (local.get 4)
          (local.get 7))
        (local.set 7
          (v128.load offset=48 align=4
            (local.get 3)))
        (v128.store offset=48 align=4
          (local.get 4)
          (local.get 7))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.const 64)))
        (local.set 4
          (i32.add
            (local.get 4)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 6
            (i32.sub
              (local.get 6)
              (i32.const 1)))))
      (local.set 7
        (v128.load align=4
          (local.get 3)))
      (v128.store align=4
        (local.get 4)
        (local.get 7))
      (local.set 3
        (i32.add
          (local.get 3)
          (i32.const 16)))
      (local.set 4
        (i32.add
          (local.get 4)
          (i32.const 16)))
      (local.set 3
        (i32.add
          (local.get 3)
          (i32.load offset=32
            (local.get 0))))
      (local.set 4
        (i32.add
          (local.get 4)
          (i32.load offset=36
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 5
          (i32.sub
            (local.get 5)
            (i32.const 1)))))))
