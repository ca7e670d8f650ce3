;; pool max [2,7,7,20] 7,7 / 1,1 pads 0,0,0,0
;; f0: pool [true,true,{"mode":"max","prologue":null,"row":{"unroll":2,"loop":true,"rest":4},"epilogue":[{"expressions":"%0=>0","operands":[]},{"output0":0}],"unrolled":[],"cut":true,"tiles":false,"image":4,"batch":8,"imageBytes":12,"outHeight":16,"outWidth":20,"rowTable":24,"columnTable":28,"rowBytes":32,"columnBytes":36,"trips":40}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128)
    (local.set 1
      (i32.load offset=4
        (local.get 0)))
    (local.set 2
      (i32.load offset=8
        (local.get 0)))
    (local.set 3
      (i32.load offset=32
        (local.get 0)))
    (local.set 4
      (i32.load offset=36
        (local.get 0)))
    (local.set 10
      (i32.load
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 13
        (i32.load offset=24
          (local.get 0)))
      (local.set 14
        (i32.load offset=16
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 5
          (i32.add
            (local.get 1)
            (i32.load
              (local.get 13))))
        (local.set 6
          (i32.load offset=4
            (local.get 13)))
        (local.set 13
          (i32.add
            (local.get 13)
            (i32.const 8)))
        (local.set 7
          (i32.load
            (local.get 13)))
        (local.set 13
          (i32.add
            (local.get 13)
            (i32.const 4)))
        (local.set 15
          (i32.load offset=28
            (local.get 0)))
        (local.set 16
          (i32.load offset=20
            (local.get 0)))
        (if  ;; label = @3
          (local.get 16)
          (then
            (loop  ;; label = @4
              (local.set 8
                (i32.add
                  (local.get 5)
                  (i32.load
                    (local.get 15))))
              (local.set 9
                (i32.load offset=4
                  (local.get 15)))
              (local.set 15
                (i32.add
                  (local.get 15)
                  (i32.const 8)))
              (local.set 22
                (i32.load offset=40
                  (local.get 0)))
              (loop  ;; label = @5
                (local.set 23
                  (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
                (local.set 24
                  (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
                (local.set 19
                  (local.get 8))
                (local.set 20
                  (local.get 6))
                (loop  ;; label = @6
                  (local.set 18
                    (local.get 19))
                  (local.set 21
                    (local.get 9))
                  (loop  ;; label = @7
                    (local.set 23
                      (f32x4.pmax
                        (local.get 23)
                        (v128.load align=4
                          (local.get 18))))
                    (local.set 24
                      (f32x4.pmax
                        (local.get 24)
                        (v128.load offset=16 align=4
                          (local.get 18))))
                    (local.set 18
                      (i32.add
                        (local.get 18)
                        (local.get 4)))
                    (br_if 0 (;@7;)
                      (local.tee 21
                        (i32.sub
                          (local.get 21)
                          (i32.const 1)))))
                  (local.set 19
                    (i32.add
                      (local.get 19)
                      (local.get 3)))
                  (br_if 0 (;@6;)
                    (local.tee 20
                      (i32.sub
                        (local.get 20)
                        (i32.const 1)))))
                (local.set 25
                  (local.get 23))
                (v128.store align=4
                  (local.get 10)
                  (local.get 25))
                (local.set 25
                  (local.get 24))
                (v128.store offset=16 align=4
                  (local.get 10)
                  (local.get 25))
                (local.set 8
                  (i32.add
                    (local.get 8)
                    (i32.const 32)))
                (local.set 10
                  (i32.add
                    (local.get 10)
                    (i32.const 32)))
                (br_if 0 (;@5;)
                  (local.tee 22
                    (i32.sub
                      (local.get 22)
                      (i32.const 1)))))
              (local.set 25
                (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
              (local.set 19
                (local.get 8))
              (local.set 20
                (local.get 6))
              (loop  ;; label = @5
                (local.set 18
                  (local.get 19))
                (local.set 21
                  (local.get 9))
                (loop  ;; label = @6
                  (local.set 25
                    (f32x4.pmax
                      (local.get 25)
                      (v128.load align=4
                        (local.get 18))))
                  (local.set 18
                    (i32.add
                      (local.get 18)
                      (local.get 4)))
                  (br_if 0 (;@6;)
                    (local.tee 21
                      (i32.sub
                        (local.get 21)
                        (i32.const 1)))))
                (local.set 19
                  (i32.add
                    (local.get 19)
                    (local.get 3)))
                (br_if 0 (;@5;)
                  (local.tee 20
                    (i32.sub
                      (local.get 20)
                      (i32.const 1)))))
              (local.set 23
                (local.get 25))
              (v128.store align=4
                (local.get 10)
                (local.get 23))
              (local.set 8
                (i32.add
                  (local.get 8)
                  (i32.const 16)))
              (local.set 10
                (i32.add
                  (local.get 10)
                  (i32.const 16)))
              (br_if 0 (;@4;)
                (local.tee 16
                  (i32.sub
                    (local.get 16)
                    (i32.const 1)))))))
        (br_if 0 (;@2;)
          (local.tee 14
            (i32.sub
              (local.get 14)
              (i32.const 1)))))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=12
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 2
          (i32.sub
            (local.get 2)
            (i32.const 1)))))))
