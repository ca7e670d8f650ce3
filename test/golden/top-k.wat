;; top-k 1 of [3,21]
;; f0: top-k [true,true,{"source":0,"values":4,"places":8,"rows":12,"n":16,"k":20,"blocks":24}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 f32 i32 i32 f32 i32 i32 i32 f32 i32 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.load offset=8
        (local.get 0)))
    (local.set 4
      (i32.load offset=12
        (local.get 0)))
    (local.set 5
      (i32.load offset=16
        (local.get 0)))
    (local.set 6
      (i32.load offset=20
        (local.get 0)))
    (local.set 7
      (i32.load offset=24
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 14
        (i32.const 0))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 14)
            (local.get 6)))
        (loop  ;; label = @3
          (f32.store
            (i32.add
              (local.get 2)
              (local.get 14))
            (f32.load
              (local.get 1)))
          (i32.store
            (i32.add
              (local.get 3)
              (local.get 14))
            (i32.shr_u
              (local.get 14)
              (i32.const 2)))
          (local.set 1
            (i32.add
              (local.get 1)
              (i32.const 4)))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 14
                (i32.add
                  (local.get 14)
                  (i32.const 4)))
              (local.get 6)))))
      (local.set 14
        (i32.shl
          (i32.shr_u
            (local.get 6)
            (i32.const 3))
          (i32.const 2)))
      (block  ;; label = @2
        (loop  ;; label = @3
          (br_if 1 (;@2;)
            (i32.eqz
              (local.get 14)))
          (local.set 8
            (local.tee 14
              (i32.sub
                (local.get 14)
                (i32.const 4))))
          (local.set 9
            (f32.load
              (i32.add
                (local.get 2)
                (local.get 8))))
          (local.set 10
            (i32.load
              (i32.add
                (local.get 3)
                (local.get 8))))
          (block  ;; label = @4
            (loop  ;; label = @5
              (br_if 1 (;@4;)
                (i32.ge_u
                  (local.tee 11
                    (i32.add
                      (i32.shl
                        (local.get 8)
                        (i32.const 1))
                      (i32.const 4)))
                  (local.get 6)))
              (local.set 12
                (f32.load
                  (i32.add
                    (local.get 2)
                    (local.get 11))))
              (local.set 13
                (i32.load
                  (i32.add
                    (local.get 3)
                    (local.get 11))))
              (if  ;; label = @6
                (i32.lt_u
                  (local.tee 15
                    (i32.add
                      (local.get 11)
                      (i32.const 4)))
                  (local.get 6))
                (then
                  (local.set 16
                    (f32.load
                      (i32.add
                        (local.get 2)
                        (local.get 15))))
                  (local.set 17
                    (i32.load
                      (i32.add
                        (local.get 3)
                        (local.get 15))))
                  (if  ;; label = @7
                    (i32.or
                      (f32.lt
                        (local.get 16)
                        (local.get 12))
                      (i32.and
                        (f32.eq
                          (local.get 16)
                          (local.get 12))
                        (i32.gt_s
                          (local.get 17)
                          (local.get 13))))
                    (then
                      (local.set 11
                        (local.get 15))
                      (local.set 12
                        (local.get 16))
                      (local.set 13
                        (local.get 17))))))
              (br_if 1 (;@4;)
                (i32.eqz
                  (i32.or
                    (f32.lt
                      (local.get 12)
                      (local.get 9))
                    (i32.and
                      (f32.eq
                        (local.get 12)
                        (local.get 9))
                      (i32.gt_s
                        (local.get 13)
                        (local.get 10))))))
              (f32.store
                (i32.add
                  (local.get 2)
                  (local.get 8))
                (local.get 12))
              (i32.store
                (i32.add
                  (local.get 3)
                  (local.get 8))
                (local.get 13))
              (local.set 8
                (local.get 11))
              (br 0 (;@5;))))
          (f32.store
            (i32.add
              (local.get 2)
              (local.get 8))
            (local.get 9))
          (i32.store
            (i32.add
              (local.get 3)
              (local.get 8))
            (local.get 10))
          (br 0 (;@3;))))
      (local.set 14
        (i32.shr_u
          (local.get 6)
          (i32.const 2)))
      (block  ;; label = @2
        (loop  ;; label = @3
          (br_if 1 (;@2;)
            (i32.ge_u
              (local.get 14)
              (local.get 7)))
          (if  ;; label = @4
            (v128.any_true
              (v128.or
                (v128.or
                  (v128.or
                    (f32x4.gt
                      (v128.load align=4
                        (local.get 1))
                      (v128.load32_splat
                        (local.get 2)))
                    (f32x4.gt
                      (v128.load offset=16 align=4
                        (local.get 1))
                      (v128.load32_splat
                        (local.get 2))))
                  (f32x4.gt
                    (v128.load offset=32 align=4
                      (local.get 1))
                    (v128.load32_splat
                      (local.get 2))))
                (f32x4.gt
                  (v128.load offset=48 align=4
                    (local.get 1))
                  (v128.load32_splat
                    (local.get 2)))))
            (then
              (local.set 15
                (i32.const 16))
              (loop  ;; label = @5
                (if  ;; label = @6
                  (f32.gt
                    (local.tee 9
                      (f32.load
                        (local.get 1)))
                    (f32.load
                      (local.get 2)))
                  (then
                    (local.set 10
                      (local.get 14))
                    (local.set 8
                      (i32.const 0))
                    (block  ;; label = @7
                      (loop  ;; label = @8
                        (br_if 1 (;@7;)
                          (i32.ge_u
                            (local.tee 11
                              (i32.add
                                (i32.shl
                                  (local.get 8)
                                  (i32.const 1))
                                (i32.const 4)))
                            (local.get 6)))
                        (local.set 12
                          (f32.load
                            (i32.add
                              (local.get 2)
                              (local.get 11))))
                        (local.set 13
                          (i32.load
                            (i32.add
                              (local.get 3)
                              (local.get 11))))
                        (if  ;; label = @9
                          (i32.lt_u
                            (local.tee 17
                              (i32.add
                                (local.get 11)
                                (i32.const 4)))
                            (local.get 6))
                          (then
                            (local.set 16
                              (f32.load
                                (i32.add
                                  (local.get 2)
                                  (local.get 17))))
                            (local.set 18
                              (i32.load
                                (i32.add
                                  (local.get 3)
                                  (local.get 17))))
                            (if  ;; label = @10
                              (i32.or
                                (f32.lt
                                  (local.get 16)
                                  (local.get 12))
                                (i32.and
                                  (f32.eq
                                    (local.get 16)
                                    (local.get 12))
                                  (i32.gt_s
                                    (local.get 18)
                                    (local.get 13))))
                              (then
                                (local.set 11
                                  (local.get 17))
                                (local.set 12
                                  (local.get 16))
                                (local.set 13
                                  (local.get 18))))))
                        (br_if 1 (;@7;)
                          (i32.eqz
                            (i32.or
                              (f32.lt
                                (local.get 12)
                                (local.get 9))
                              (i32.and
                                (f32.eq
                                  (local.get 12)
                                  (local.get 9))
                                (i32.gt_s
                                  (local.get 13)
                                  (local.get 10))))))
                        (f32.store
                          (i32.add
                            (local.get 2)
                            (local.get 8))
                          (local.get 12))
                        (i32.store
                          (i32.add
                            (local.get 3)
                            (local.get 8))
                          (local.get 13))
                        (local.set 8
                          (local.get 11))
                        (br 0 (;@8;))))
                    (f32.store
                      (i32.add
                        (local.get 2)
                        (local.get 8))
                      (local.get 9))
                    (i32.store
                      (i32.add
                        (local.get 3)
                        (local.get 8))
                      (local.get 10))))
                (local.set 1
                  (i32.add
                    (local.get 1)
                    (i32.const 4)))
                (local.set 14
                  (i32.add
                    (local.get 14)
                    (i32.const 1)))
                (br_if 0 (;@5;)
                  (local.tee 15
                    (i32.sub
                      (local.get 15)
                      (i32.const 1))))))
            (else
              (local.set 1
                (i32.add
                  (local.get 1)
                  (i32.const 64)))
              (local.set 14
                (i32.add
                  (local.get 14)
                  (i32.const 16)))))
          (br 0 (;@3;))))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 14)
            (local.get 5)))
        (loop  ;; label = @3
          (if  ;; label = @4
            (f32.gt
              (local.tee 9
                (f32.load
                  (local.get 1)))
              (f32.load
                (local.get 2)))
            (then
              (local.set 10
                (local.get 14))
              (local.set 8
                (i32.const 0))
              (block  ;; label = @5
                (loop  ;; label = @6
                  (br_if 1 (;@5;)
                    (i32.ge_u
                      (local.tee 11
                        (i32.add
                          (i32.shl
                            (local.get 8)
                            (i32.const 1))
                          (i32.const 4)))
                      (local.get 6)))
                  (local.set 12
                    (f32.load
                      (i32.add
                        (local.get 2)
                        (local.get 11))))
                  (local.set 13
                    (i32.load
                      (i32.add
                        (local.get 3)
                        (local.get 11))))
                  (if  ;; label = @7
                    (i32.lt_u
                      (local.tee 17
                        (i32.add
                          (local.get 11)
                          (i32.const 4)))
                      (local.get 6))
                    (then
                      (local.set 16
                        (f32.load
                          (i32.add
                            (local.get 2)
                            (local.get 17))))
                      (local.set 18
                        (i32.load
                          (i32.add
                            (local.get 3)
                            (local.get 17))))
                      (if  ;; label = @8
                        (i32.or
                          (f32.lt
                            (local.get 16)
                            (local.get 12))
                          (i32.and
                            (f32.eq
                              (local.get 16)
                              (local.get 12))
                            (i32.gt_s
                              (local.get 18)
                              (local.get 13))))
                        (then
                          (local.set 11
                            (local.get 17))
                          (local.set 12
                            (local.get 16))
                          (local.set 13
                            (local.get 18))))))
                  (br_if 1 (;@5;)
                    (i32.eqz
                      (i32.or
                        (f32.lt
                          (local.get 12)
                          (local.get 9))
                        (i32.and
                          (f32.eq
                            (local.get 12)
                            (local.get 9))
                          (i32.gt_s
                            (local.get 13)
                            (local.get 10))))))
                  (f32.store
                    (i32.add
                      (local.get 2)
                      (local.get 8))
                    (local.get 12))
                  (i32.store
                    (i32.add
                      (local.get 3)
                      (local.get 8))
                    (local.get 13))
                  (local.set 8
                    (local.get 11))
                  (br 0 (;@6;))))
              (f32.store
                (i32.add
                  (local.get 2)
                  (local.get 8))
                (local.get 9))
              (i32.store
                (i32.add
                  (local.get 3)
                  (local.get 8))
                (local.get 10))))
          (local.set 1
            (i32.add
              (local.get 1)
              (i32.const 4)))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 14
                (i32.add
                  (local.get 14)
                  (i32.const 1)))
              (local.get 5)))))
      (local.set 14
        (local.get 6))
      (block  ;; label = @2
        (loop  ;; label = @3
          (br_if 1 (;@2;)
            (i32.eqz
              (local.tee 14
                (i32.sub
                  (local.get 14)
                  (i32.const 4)))))
          (local.set 8
            (local.get 14))
          (local.set 9
            (f32.load
              (i32.add
                (local.get 2)
                (local.get 8))))
          (local.set 10
            (i32.load
              (i32.add
                (local.get 3)
                (local.get 8))))
          (f32.store
            (i32.add
              (local.get 2)
              (local.get 14))
            (f32.load
              (local.get 2)))
          (i32.store
            (i32.add
              (local.get 3)
              (local.get 14))
            (i32.load
              (local.get 3)))
          (local.set 8
            (i32.const 0))
          (block  ;; label = @4
            (loop  ;; label = @5
              (br_if 1 (;@4;)
                (i32.ge_u
                  (local.tee 11
                    (i32.add
                      (i32.shl
                        (local.get 8)
                        (i32.const 1))
                      (i32.const 4)))
                  (local.get 14)))
              (local.set 12
                (f32.load
                  (i32.add
                    (local.get 2)
                    (local.get 11))))
              (local.set 13
                (i32.load
                  (i32.add
                    (local.get 3)
                    (local.get 11))))
              (if  ;; label = @6
                (i32.lt_u
                  (local.tee 15
                    (i32.add
                      (local.get 11)
                      (i32.const 4)))
                  (local.get 14))
                (then
                  (local.set 16
                    (f32.load
                      (i32.add
                        (local.get 2)
                        (local.get 15))))
                  (local.set 17
                    (i32.load
                      (i32.add
                        (local.get 3)
                        (local.get 15))))
                  (if  ;; label = @7
                    (i32.or
                      (f32.lt
                        (local.get 16)
                        (local.get 12))
                      (i32.and
                        (f32.eq
                          (local.get 16)
                          (local.get 12))
                        (i32.gt_s
                          (local.get 17)
                          (local.get 13))))
                    (then
                      (local.set 11
                        (local.get 15))
                      (local.set 12
                        (local.get 16))
                      (local.set 13
                        (local.get 17))))))
              (br_if 1 (;@4;)
                (i32.eqz
                  (i32.or
                    (f32.lt
                      (local.get 12)
                      (local.get 9))
                    (i32.and
                      (f32.eq
                        (local.get 12)
                        (local.get 9))
                      (i32.gt_s
                        (local.get 13)
                        (local.get 10))))))
              (f32.store
                (i32.add
                  (local.get 2)
                  (local.get 8))
                (local.get 12))
              (i32.store
                (i32.add
                  (local.get 3)
                  (local.get 8))
                (local.get 13))
              (local.set 8
                (local.get 11))
              (br 0 (;@5;))))
          (f32.store
            (i32.add
              (local.get 2)
              (local.get 8))
            (local.get 9))
          (i32.store
            (i32.add
              (local.get 3)
              (local.get 8))
            (local.get 10))
          (br 0 (;@3;))))
      (local.set 2
        (i32.add
          (local.get 2)
          (local.get 6)))
      (local.set 3
        (i32.add
          (local.get 3)
          (local.get 6)))
      (br_if 0 (;@1;)
        (local.tee 4
          (i32.sub
            (local.get 4)
            (i32.const 1)))))))
