;; top-k 1 of [3,21]
;; f0: top-k [true,true,{"what":"whole","elements":null,"stream":1073741824,"source":0,"values":4,"places":8,"heap":12,"buffer":16,"k":20,"n":24,"begin":28,"count":32,"segment":36}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 v128 i32 i32 v128 f32 i32 i32 i32 i32 i32 i32 i32 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=20
        (local.get 0)))
    (local.set 3
      (i32.load offset=24
        (local.get 0)))
    (local.set 4
      (i32.load offset=32
        (local.get 0)))
    (local.set 5
      (i32.load offset=16
        (local.get 0)))
    (local.set 6
      (i32.load offset=4
        (local.get 0)))
    (local.set 7
      (i32.load offset=8
        (local.get 0)))
    (local.set 8
      (i32.load offset=12
        (local.get 0)))
    (local.set 11
      (i32.add
        (local.get 8)
        (local.get 2)))
    (local.set 17
      (i32.load offset=28
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 12
        (i32.const 0))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 12)
            (local.get 2)))
        (loop  ;; label = @3
          (i32.store
            (i32.add
              (local.get 8)
              (local.get 12))
            (i32.const -2147483648))
          (i32.store
            (i32.add
              (local.get 11)
              (local.get 12))
            (i32.const 2147483647))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 12
                (i32.add
                  (local.get 12)
                  (i32.const 4)))
              (local.get 2)))))
      (local.set 17
        (i32.const 0))
      (local.set 18
        (i32.and
          (local.get 3)
          (i32.const -64)))
      (local.set 26
        (i32.load
          (local.get 8)))
      (local.set 25
        (f32.reinterpret_i32
          (i32.xor
            (local.get 26)
            (i32.and
              (i32.shr_s
                (local.get 26)
                (i32.const 31))
              (i32.const 2147483647)))))
      (local.set 16
        (f32x4.splat
          (local.get 25)))
      (local.set 21
        (local.get 16))
      (local.set 20
        (i32.const 0))
      (local.set 20
        (i32.div_u
          (i32.load
            (i32.add
              (local.get 11)
              (local.get 20)))
          (i32.const 268435456)))
      (local.set 24
        (select
          (local.get 21)
          (local.get 16)
          (i32.le_u
            (local.get 20)
            (i32.const 0))))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 17)
            (local.get 18)))
        (loop  ;; label = @3
          (local.set 19
            (i32.add
              (local.get 1)
              (local.get 17)))
          (if  ;; label = @4
            (local.tee 22
              (i32.xor
                (i32.shl
                  (i32x4.bitmask
                    (v128.and
                      (v128.and
                        (v128.and
                          (f32x4.le
                            (v128.load align=4
                              (local.get 19))
                            (local.get 24))
                          (f32x4.le
                            (v128.load offset=16 align=4
                              (local.get 19))
                            (local.get 24)))
                        (f32x4.le
                          (v128.load offset=32 align=4
                            (local.get 19))
                          (local.get 24)))
                      (f32x4.le
                        (v128.load offset=48 align=4
                          (local.get 19))
                        (local.get 24))))
                  (i32.const 0))
                (i32.const 15)))
            (then
              (loop  ;; label = @5
                (local.set 19
                  (local.tee 23
                    (i32.add
                      (i32.mul
                        (local.tee 20
                          (i32.shr_u
                            (i32.ctz
                              (local.get 22))
                            (i32.const 2)))
                        (i32.const 1073741824))
                      (local.get 17))))
                (local.set 23
                  (i32.add
                    (local.get 23)
                    (i32.const 64)))
                (local.set 22
                  (i32.and
                    (local.get 22)
                    (i32.rotl
                      (i32.const -16)
                      (i32.shl
                        (local.get 20)
                        (i32.const 2)))))
                (block  ;; label = @6
                  (br_if 0 (;@6;)
                    (i32.ge_s
                      (local.get 19)
                      (local.get 23)))
                  (loop  ;; label = @7
                    (local.set 13
                      (i32.add
                        (local.get 1)
                        (local.get 19)))
                    (local.set 10
                      (i32.shr_u
                        (local.get 19)
                        (i32.const 2)))
                    (local.set 26
                      (i32.reinterpret_f32
                        (local.tee 25
                          (f32.add
                            (f32.load
                              (local.get 13))
                            (f32.const 0x0p+0 (;=0;))))))
                    (local.set 9
                      (select
                        (i32.xor
                          (local.get 26)
                          (i32.and
                            (i32.shr_s
                              (local.get 26)
                              (i32.const 31))
                            (i32.const 2147483647)))
                        (i32.const -2147483648)
                        (f32.eq
                          (local.get 25)
                          (local.get 25))))
                    (local.set 26
                      (i32.load
                        (local.get 8)))
                    (local.set 27
                      (i32.load
                        (local.get 11)))
                    (if  ;; label = @8
                      (i32.or
                        (i32.lt_s
                          (local.get 26)
                          (local.get 9))
                        (i32.and
                          (i32.eq
                            (local.get 26)
                            (local.get 9))
                          (i32.gt_s
                            (local.get 27)
                            (local.get 10))))
                      (then
                        (local.set 12
                          (i32.const 0))
                        (block  ;; label = @9
                          (loop  ;; label = @10
                            (br_if 1 (;@9;)
                              (i32.ge_u
                                (local.tee 28
                                  (i32.add
                                    (i32.shl
                                      (local.get 12)
                                      (i32.const 1))
                                    (i32.const 4)))
                                (local.get 2)))
                            (local.set 29
                              (i32.load
                                (i32.add
                                  (local.get 8)
                                  (local.get 28))))
                            (local.set 30
                              (i32.load
                                (i32.add
                                  (local.get 11)
                                  (local.get 28))))
                            (if  ;; label = @11
                              (i32.lt_u
                                (local.tee 31
                                  (i32.add
                                    (local.get 28)
                                    (i32.const 4)))
                                (local.get 2))
                              (then
                                (local.set 32
                                  (i32.load
                                    (i32.add
                                      (local.get 8)
                                      (local.get 31))))
                                (local.set 33
                                  (i32.load
                                    (i32.add
                                      (local.get 11)
                                      (local.get 31))))
                                (if  ;; label = @12
                                  (i32.or
                                    (i32.lt_s
                                      (local.get 32)
                                      (local.get 29))
                                    (i32.and
                                      (i32.eq
                                        (local.get 32)
                                        (local.get 29))
                                      (i32.gt_s
                                        (local.get 33)
                                        (local.get 30))))
                                  (then
                                    (local.set 28
                                      (local.get 31))
                                    (local.set 29
                                      (local.get 32))
                                    (local.set 30
                                      (local.get 33))))))
                            (br_if 1 (;@9;)
                              (i32.eqz
                                (i32.or
                                  (i32.lt_s
                                    (local.get 29)
                                    (local.get 9))
                                  (i32.and
                                    (i32.eq
                                      (local.get 29)
                                      (local.get 9))
                                    (i32.gt_s
                                      (local.get 30)
                                      (local.get 10))))))
                            (i32.store
                              (i32.add
                                (local.get 8)
                                (local.get 12))
                              (local.get 29))
                            (i32.store
                              (i32.add
                                (local.get 11)
                                (local.get 12))
                              (local.get 30))
                            (local.set 12
                              (local.get 28))
                            (br 0 (;@10;))))
                        (i32.store
                          (i32.add
                            (local.get 8)
                            (local.get 12))
                          (local.get 9))
                        (i32.store
                          (i32.add
                            (local.get 11)
                            (local.get 12))
                          (local.get 10))))
                    (br_if 0 (;@7;)
                      (i32.lt_s
                        (local.tee 19
                          (i32.add
                            (local.get 19)
                            (i32.const 4)))
                        (local.get 23)))))
                (br_if 0 (;@5;)
                  (local.get 22)))
              (local.set 28
                (i32.load
                  (local.get 8)))
              (local.set 25
                (f32.reinterpret_i32
                  (i32.xor
                    (local.get 28)
                    (i32.and
                      (i32.shr_s
                        (local.get 28)
                        (i32.const 31))
                      (i32.const 2147483647)))))
              (local.set 16
                (f32x4.splat
                  (local.get 25)))
              (local.set 21
                (local.get 16))
              (local.set 20
                (i32.const 0))
              (local.set 20
                (i32.div_u
                  (i32.load
                    (i32.add
                      (local.get 11)
                      (local.get 20)))
                  (i32.const 268435456)))
              (local.set 24
                (select
                  (local.get 21)
                  (local.get 16)
                  (i32.le_u
                    (local.get 20)
                    (i32.const 0))))))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 17
                (i32.add
                  (local.get 17)
                  (i32.const 64)))
              (local.get 18)))))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 17)
            (local.get 3)))
        (loop  ;; label = @3
          (local.set 13
            (i32.add
              (local.get 1)
              (local.get 17)))
          (local.set 10
            (i32.shr_u
              (local.get 17)
              (i32.const 2)))
          (local.set 29
            (i32.reinterpret_f32
              (local.tee 25
                (f32.add
                  (f32.load
                    (local.get 13))
                  (f32.const 0x0p+0 (;=0;))))))
          (local.set 9
            (select
              (i32.xor
                (local.get 29)
                (i32.and
                  (i32.shr_s
                    (local.get 29)
                    (i32.const 31))
                  (i32.const 2147483647)))
              (i32.const -2147483648)
              (f32.eq
                (local.get 25)
                (local.get 25))))
          (local.set 30
            (i32.load
              (local.get 8)))
          (local.set 31
            (i32.load
              (local.get 11)))
          (if  ;; label = @4
            (i32.or
              (i32.lt_s
                (local.get 30)
                (local.get 9))
              (i32.and
                (i32.eq
                  (local.get 30)
                  (local.get 9))
                (i32.gt_s
                  (local.get 31)
                  (local.get 10))))
            (then
              (local.set 12
                (i32.const 0))
              (block  ;; label = @5
                (loop  ;; label = @6
                  (br_if 1 (;@5;)
                    (i32.ge_u
                      (local.tee 32
                        (i32.add
                          (i32.shl
                            (local.get 12)
                            (i32.const 1))
                          (i32.const 4)))
                      (local.get 2)))
                  (local.set 33
                    (i32.load
                      (i32.add
                        (local.get 8)
                        (local.get 32))))
                  (local.set 26
                    (i32.load
                      (i32.add
                        (local.get 11)
                        (local.get 32))))
                  (if  ;; label = @7
                    (i32.lt_u
                      (local.tee 27
                        (i32.add
                          (local.get 32)
                          (i32.const 4)))
                      (local.get 2))
                    (then
                      (local.set 28
                        (i32.load
                          (i32.add
                            (local.get 8)
                            (local.get 27))))
                      (local.set 29
                        (i32.load
                          (i32.add
                            (local.get 11)
                            (local.get 27))))
                      (if  ;; label = @8
                        (i32.or
                          (i32.lt_s
                            (local.get 28)
                            (local.get 33))
                          (i32.and
                            (i32.eq
                              (local.get 28)
                              (local.get 33))
                            (i32.gt_s
                              (local.get 29)
                              (local.get 26))))
                        (then
                          (local.set 32
                            (local.get 27))
                          (local.set 33
                            (local.get 28))
                          (local.set 26
                            (local.get 29))))))
                  (br_if 1 (;@5;)
                    (i32.eqz
                      (i32.or
                        (i32.lt_s
                          (local.get 33)
                          (local.get 9))
                        (i32.and
                          (i32.eq
                            (local.get 33)
                            (local.get 9))
                          (i32.gt_s
                            (local.get 26)
                            (local.get 10))))))
                  (i32.store
                    (i32.add
                      (local.get 8)
                      (local.get 12))
                    (local.get 33))
                  (i32.store
                    (i32.add
                      (local.get 11)
                      (local.get 12))
                    (local.get 26))
                  (local.set 12
                    (local.get 32))
                  (br 0 (;@6;))))
              (i32.store
                (i32.add
                  (local.get 8)
                  (local.get 12))
                (local.get 9))
              (i32.store
                (i32.add
                  (local.get 11)
                  (local.get 12))
                (local.get 10))))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 17
                (i32.add
                  (local.get 17)
                  (i32.const 4)))
              (local.get 3)))))
      (local.set 32
        (local.get 2))
      (block  ;; label = @2
        (loop  ;; label = @3
          (br_if 1 (;@2;)
            (i32.eqz
              (local.tee 32
                (i32.sub
                  (local.get 32)
                  (i32.const 4)))))
          (local.set 9
            (i32.load
              (i32.add
                (local.get 8)
                (local.get 32))))
          (local.set 10
            (i32.load
              (i32.add
                (local.get 11)
                (local.get 32))))
          (i32.store
            (i32.add
              (local.get 8)
              (local.get 32))
            (i32.load
              (local.get 8)))
          (i32.store
            (i32.add
              (local.get 11)
              (local.get 32))
            (i32.load
              (local.get 11)))
          (local.set 12
            (i32.const 0))
          (block  ;; label = @4
            (loop  ;; label = @5
              (br_if 1 (;@4;)
                (i32.ge_u
                  (local.tee 33
                    (i32.add
                      (i32.shl
                        (local.get 12)
                        (i32.const 1))
                      (i32.const 4)))
                  (local.get 32)))
              (local.set 26
                (i32.load
                  (i32.add
                    (local.get 8)
                    (local.get 33))))
              (local.set 27
                (i32.load
                  (i32.add
                    (local.get 11)
                    (local.get 33))))
              (if  ;; label = @6
                (i32.lt_u
                  (local.tee 28
                    (i32.add
                      (local.get 33)
                      (i32.const 4)))
                  (local.get 32))
                (then
                  (local.set 29
                    (i32.load
                      (i32.add
                        (local.get 8)
                        (local.get 28))))
                  (local.set 30
                    (i32.load
                      (i32.add
                        (local.get 11)
                        (local.get 28))))
                  (if  ;; label = @7
                    (i32.or
                      (i32.lt_s
                        (local.get 29)
                        (local.get 26))
                      (i32.and
                        (i32.eq
                          (local.get 29)
                          (local.get 26))
                        (i32.gt_s
                          (local.get 30)
                          (local.get 27))))
                    (then
                      (local.set 33
                        (local.get 28))
                      (local.set 26
                        (local.get 29))
                      (local.set 27
                        (local.get 30))))))
              (br_if 1 (;@4;)
                (i32.eqz
                  (i32.or
                    (i32.lt_s
                      (local.get 26)
                      (local.get 9))
                    (i32.and
                      (i32.eq
                        (local.get 26)
                        (local.get 9))
                      (i32.gt_s
                        (local.get 27)
                        (local.get 10))))))
              (i32.store
                (i32.add
                  (local.get 8)
                  (local.get 12))
                (local.get 26))
              (i32.store
                (i32.add
                  (local.get 11)
                  (local.get 12))
                (local.get 27))
              (local.set 12
                (local.get 33))
              (br 0 (;@5;))))
          (i32.store
            (i32.add
              (local.get 8)
              (local.get 12))
            (local.get 9))
          (i32.store
            (i32.add
              (local.get 11)
              (local.get 12))
            (local.get 10))
          (br 0 (;@3;))))
      (local.set 20
        (i32.const 0))
      (block  ;; label = @2
        (br_if 0 (;@2;)
          (i32.ge_s
            (local.get 20)
            (local.get 2)))
        (loop  ;; label = @3
          (i32.store
            (i32.add
              (local.get 7)
              (local.get 20))
            (i32.load
              (i32.add
                (local.get 11)
                (local.get 20))))
          (local.set 17
            (i32.shl
              (i32.and
                (i32.load
                  (i32.add
                    (local.get 11)
                    (local.get 20)))
                (i32.const -1))
              (i32.const 2)))
          (f32.store
            (i32.add
              (local.get 6)
              (local.get 20))
            (f32.load
              (i32.add
                (i32.add
                  (local.get 1)
                  (local.get 17))
                (i32.shl
                  (i32.and
                    (i32.load
                      (i32.add
                        (local.get 11)
                        (local.get 20)))
                    (i32.const 0))
                  (i32.const 2)))))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 20
                (i32.add
                  (local.get 20)
                  (i32.const 4)))
              (local.get 2)))))
      (local.set 1
        (i32.add
          (local.get 1)
          (local.get 3)))
      (local.set 6
        (i32.add
          (local.get 6)
          (local.get 2)))
      (local.set 7
        (i32.add
          (local.get 7)
          (local.get 2)))
      (br_if 0 (;@1;)
        (local.tee 4
          (i32.sub
            (local.get 4)
            (i32.const 1)))))))
