;; floor modulo by a row
;; f0: integer [true,true,{"steps":[{"fn":"FloorMod","types":["int32","int32"],"to":"int32"}],"types":["int32","int32"],"loops":{"counts":[12,16],"moves":[[[1,20]],[[0,24],[1,28],[2,32]]]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.load offset=8
        (local.get 0)))
    (local.set 6
      (i32.load offset=12
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 7
        (i32.load offset=16
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 4
          (i32.load
            (local.get 1)))
        (local.set 5
          (i32.load
            (local.get 2)))
        (i32.store
          (local.get 3)
          (i32.sub
            (local.get 4)
            (i32.mul
              (i32.trunc_sat_f64_s
                (f64.floor
                  (f64.div
                    (f64.convert_i32_s
                      (local.get 4))
                    (f64.convert_i32_s
                      (local.get 5)))))
              (local.get 5))))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.load offset=24
              (local.get 0))))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.load offset=28
              (local.get 0))))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.load offset=32
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 7
            (i32.sub
              (local.get 7)
              (i32.const 1)))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=20
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 6
          (i32.sub
            (local.get 6)
            (i32.const 1)))))))
