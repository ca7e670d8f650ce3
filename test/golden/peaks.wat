;; 100 of the largest elements around them
;; f0: peaks [true,true,{"what":"streams","elements":{"shape":[64,32,20],"window":[3,3],"pads":[1,1,1,1],"expression":"%0;%1;equal(0,1);0;select(2,1,3)=>4"},"stream":20480,"source":0,"values":4,"places":8,"heap":12,"buffer":16,"k":20,"n":24,"begin":28,"count":32,"segment":36}]
;; f1: peaks [true,true,{"what":"meeting","elements":{"shape":[64,32,20],"window":[3,3],"pads":[1,1,1,1],"expression":"%0;%1;equal(0,1);0;select(2,1,3)=>4"},"stream":20480,"source":0,"values":4,"places":8,"heap":12,"buffer":16,"k":20,"n":24,"begin":28,"count":32,"segment":36}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 i32 i32 v128 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 f32 i32 i32 i32 v128 i32 v128 i32 i32 i32 i32)
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
    (local.set 22
      (i32.load offset=36
        (local.get 0)))
    (local.set 21
      (local.get 8))
    (local.set 18
      (local.get 17))
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
      (local.set 8
        (i32.add
          (local.get 11)
          (local.get 2)))
      (local.set 11
        (i32.add
          (local.get 8)
          (local.get 2)))
      (local.set 18
        (i32.add
          (local.get 18)
          (local.get 22)))
      (br_if 0 (;@1;)
        (local.tee 4
          (i32.sub
            (local.get 4)
            (i32.const 1)))))
    (local.set 8
      (local.get 21))
    (local.set 11
      (i32.add
        (local.get 8)
        (local.get 2)))
    (local.set 18
      (select
        (local.get 18)
        (i32.const 20480)
        (i32.lt_s
          (local.get 18)
          (i32.const 20480))))
    (local.set 35
      (i32.load
        (local.get 8)))
    (local.set 34
      (f32.reinterpret_i32
        (i32.xor
          (local.get 35)
          (i32.and
            (i32.shr_s
              (local.get 35)
              (i32.const 31))
            (i32.const 2147483647)))))
    (local.set 16
      (f32x4.splat
        (select
          (local.get 34)
          (f32.const nan (;=nan;))
          (f32.ge
            (local.get 34)
            (f32.const 0x0p+0 (;=0;))))))
    (local.set 23
      (local.get 16))
    (local.set 35
      (i32.load
        (local.get 8)))
    (local.set 35
      (i32.sub
        (i32.sub
          (local.get 35)
          (i32.const 1))
        (i32.eqz
          (local.get 35))))
    (local.set 34
      (f32.reinterpret_i32
        (i32.xor
          (local.get 35)
          (i32.and
            (i32.shr_s
              (local.get 35)
              (i32.const 31))
            (i32.const 2147483647)))))
    (local.set 16
      (f32x4.splat
        (select
          (local.get 34)
          (f32.const nan (;=nan;))
          (f32.ge
            (local.get 34)
            (f32.const 0x0p+0 (;=0;))))))
    (local.set 20
      (i32.const 0))
    (local.set 20
      (i32.div_u
        (i32.load
          (i32.add
            (local.get 11)
            (local.get 20)))
        (i32.const 5120)))
    (local.set 26
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 0))))
    (local.set 27
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 1))))
    (local.set 28
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 2))))
    (local.set 29
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 3))))
    (local.set 30
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 4))))
    (local.set 31
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 5))))
    (local.set 32
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 6))))
    (local.set 33
      (select
        (local.get 23)
        (local.get 16)
        (i32.le_u
          (local.get 20)
          (i32.const 7))))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_s
          (local.get 17)
          (local.get 18)))
      (loop  ;; label = @2
        (local.set 19
          (i32.add
            (local.get 1)
            (local.get 17)))
        (if  ;; label = @3
          (local.tee 24
            (i32.xor
              (i32.or
                (i32.or
                  (i32.or
                    (i32.or
                      (i32.or
                        (i32.or
                          (i32.or
                            (i32.shl
                              (i32x4.bitmask
                                (v128.and
                                  (v128.and
                                    (v128.and
                                      (f32x4.le
                                        (v128.load align=4
                                          (local.get 19))
                                        (local.get 26))
                                      (f32x4.le
                                        (v128.load offset=16 align=4
                                          (local.get 19))
                                        (local.get 26)))
                                    (f32x4.le
                                      (v128.load offset=32 align=4
                                        (local.get 19))
                                      (local.get 26)))
                                  (f32x4.le
                                    (v128.load offset=48 align=4
                                      (local.get 19))
                                    (local.get 26))))
                              (i32.const 0))
                            (i32.shl
                              (i32x4.bitmask
                                (v128.and
                                  (v128.and
                                    (v128.and
                                      (f32x4.le
                                        (v128.load offset=20480 align=4
                                          (local.get 19))
                                        (local.get 27))
                                      (f32x4.le
                                        (v128.load offset=20496 align=4
                                          (local.get 19))
                                        (local.get 27)))
                                    (f32x4.le
                                      (v128.load offset=20512 align=4
                                        (local.get 19))
                                      (local.get 27)))
                                  (f32x4.le
                                    (v128.load offset=20528 align=4
                                      (local.get 19))
                                    (local.get 27))))
                              (i32.const 4)))
                          (i32.shl
                            (i32x4.bitmask
                              (v128.and
                                (v128.and
                                  (v128.and
                                    (f32x4.le
                                      (v128.load offset=40960 align=4
                                        (local.get 19))
                                      (local.get 28))
                                    (f32x4.le
                                      (v128.load offset=40976 align=4
                                        (local.get 19))
                                      (local.get 28)))
                                  (f32x4.le
                                    (v128.load offset=40992 align=4
                                      (local.get 19))
                                    (local.get 28)))
                                (f32x4.le
                                  (v128.load offset=41008 align=4
                                    (local.get 19))
                                  (local.get 28))))
                            (i32.const 8)))
                        (i32.shl
                          (i32x4.bitmask
                            (v128.and
                              (v128.and
                                (v128.and
                                  (f32x4.le
                                    (v128.load offset=61440 align=4
                                      (local.get 19))
                                    (local.get 29))
                                  (f32x4.le
                                    (v128.load offset=61456 align=4
                                      (local.get 19))
                                    (local.get 29)))
                                (f32x4.le
                                  (v128.load offset=61472 align=4
                                    (local.get 19))
                                  (local.get 29)))
                              (f32x4.le
                                (v128.load offset=61488 align=4
                                  (local.get 19))
                                (local.get 29))))
                          (i32.const 12)))
                      (i32.shl
                        (i32x4.bitmask
                          (v128.and
                            (v128.and
                              (v128.and
                                (f32x4.le
                                  (v128.load offset=81920 align=4
                                    (local.get 19))
                                  (local.get 30))
                                (f32x4.le
                                  (v128.load offset=81936 align=4
                                    (local.get 19))
                                  (local.get 30)))
                              (f32x4.le
                                (v128.load offset=81952 align=4
                                  (local.get 19))
                                (local.get 30)))
                            (f32x4.le
                              (v128.load offset=81968 align=4
                                (local.get 19))
                              (local.get 30))))
                        (i32.const 16)))
                    (i32.shl
                      (i32x4.bitmask
                        (v128.and
                          (v128.and
                            (v128.and
                              (f32x4.le
                                (v128.load offset=102400 align=4
                                  (local.get 19))
                                (local.get 31))
                              (f32x4.le
                                (v128.load offset=102416 align=4
                                  (local.get 19))
                                (local.get 31)))
                            (f32x4.le
                              (v128.load offset=102432 align=4
                                (local.get 19))
                              (local.get 31)))
                          (f32x4.le
                            (v128.load offset=102448 align=4
                              (local.get 19))
                            (local.get 31))))
                      (i32.const 20)))
                  (i32.shl
                    (i32x4.bitmask
                      (v128.and
                        (v128.and
                          (v128.and
                            (f32x4.le
                              (v128.load offset=122880 align=4
                                (local.get 19))
                              (local.get 32))
                            (f32x4.le
                              (v128.load offset=122896 align=4
                                (local.get 19))
                              (local.get 32)))
                          (f32x4.le
                            (v128.load offset=122912 align=4
                              (local.get 19))
                            (local.get 32)))
                        (f32x4.le
                          (v128.load offset=122928 align=4
                            (local.get 19))
                          (local.get 32))))
                    (i32.const 24)))
                (i32.shl
                  (i32x4.bitmask
                    (v128.and
                      (v128.and
                        (v128.and
                          (f32x4.le
                            (v128.load offset=143360 align=4
                              (local.get 19))
                            (local.get 33))
                          (f32x4.le
                            (v128.load offset=143376 align=4
                              (local.get 19))
                            (local.get 33)))
                        (f32x4.le
                          (v128.load offset=143392 align=4
                            (local.get 19))
                          (local.get 33)))
                      (f32x4.le
                        (v128.load offset=143408 align=4
                          (local.get 19))
                        (local.get 33))))
                  (i32.const 28)))
              (i32.const -1)))
          (then
            (loop  ;; label = @4
              (local.set 19
                (local.tee 25
                  (i32.add
                    (i32.mul
                      (local.tee 20
                        (i32.shr_u
                          (i32.ctz
                            (local.get 24))
                          (i32.const 2)))
                      (i32.const 20480))
                    (local.get 17))))
              (local.set 25
                (i32.add
                  (local.get 25)
                  (i32.const 64)))
              (local.set 24
                (i32.and
                  (local.get 24)
                  (i32.rotl
                    (i32.const -16)
                    (i32.shl
                      (local.get 20)
                      (i32.const 2)))))
              (block  ;; label = @5
                (br_if 0 (;@5;)
                  (i32.ge_s
                    (local.get 19)
                    (local.get 25)))
                (loop  ;; label = @6
                  (local.set 13
                    (i32.add
                      (local.get 1)
                      (local.get 19)))
                  (if  ;; label = @7
                    (i32.ne
                      (i32x4.bitmask
                        (f32x4.le
                          (v128.load align=4
                            (local.get 13))
                          (local.get 16)))
                      (i32.const 15))
                    (then
                      (local.set 38
                        (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
                      (local.set 35
                        (i32.div_u
                          (local.get 19)
                          (i32.const 2560)))
                      (local.set 36
                        (i32.add
                          (local.get 1)
                          (i32.rem_u
                            (local.get 19)
                            (i32.const 80))))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const -1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 36
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 63)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 63)))
                            (i32.const 2560))
                          (local.get 36)))
                      (local.set 35
                        (i32.rem_u
                          (i32.div_u
                            (local.get 19)
                            (i32.const 80))
                          (i32.const 32)))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const -1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 0)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 35
                        (i32.div_u
                          (local.get 19)
                          (i32.const 2560)))
                      (local.set 36
                        (i32.add
                          (local.get 1)
                          (i32.rem_u
                            (local.get 19)
                            (i32.const 80))))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 0)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 36
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 63)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 63)))
                            (i32.const 2560))
                          (local.get 36)))
                      (local.set 35
                        (i32.rem_u
                          (i32.div_u
                            (local.get 19)
                            (i32.const 80))
                          (i32.const 32)))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const -1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 0)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 35
                        (i32.div_u
                          (local.get 19)
                          (i32.const 2560)))
                      (local.set 36
                        (i32.add
                          (local.get 1)
                          (i32.rem_u
                            (local.get 19)
                            (i32.const 80))))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 36
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 63)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 63)))
                            (i32.const 2560))
                          (local.get 36)))
                      (local.set 35
                        (i32.rem_u
                          (i32.div_u
                            (local.get 19)
                            (i32.const 80))
                          (i32.const 32)))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const -1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 0)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (local.set 37
                        (local.get 36))
                      (local.set 39
                        (select
                          (local.tee 39
                            (i32.add
                              (local.get 35)
                              (i32.const 1)))
                          (i32.const 0)
                          (i32.gt_s
                            (local.get 39)
                            (i32.const 0))))
                      (local.set 37
                        (i32.add
                          (i32.mul
                            (select
                              (local.get 39)
                              (i32.const 31)
                              (i32.lt_s
                                (local.get 39)
                                (i32.const 31)))
                            (i32.const 80))
                          (local.get 37)))
                      (local.set 38
                        (f32x4.pmax
                          (local.get 38)
                          (v128.load align=4
                            (local.get 37))))
                      (v128.store align=4
                        (local.get 5)
                        (v128.bitselect
                          (local.tee 40
                            (v128.load align=4
                              (i32.add
                                (local.get 1)
                                (local.get 19))))
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
                          (f32x4.eq
                            (local.get 38)
                            (local.get 40))))
                      (local.set 13
                        (local.get 5))
                      (local.set 10
                        (i32.shr_u
                          (local.get 19)
                          (i32.const 2)))
                      (if  ;; label = @8
                        (i32.ne
                          (i32x4.bitmask
                            (f32x4.le
                              (v128.load align=4
                                (local.get 13))
                              (local.get 16)))
                          (i32.const 15))
                        (then
                          (local.set 15
                            (local.get 10))
                          (local.set 14
                            (i32.const 4))
                          (loop  ;; label = @9
                            (local.set 10
                              (local.get 15))
                            (local.set 39
                              (i32.reinterpret_f32
                                (local.tee 34
                                  (f32.add
                                    (f32.load
                                      (local.get 13))
                                    (f32.const 0x0p+0 (;=0;))))))
                            (local.set 9
                              (select
                                (i32.xor
                                  (local.get 39)
                                  (i32.and
                                    (i32.shr_s
                                      (local.get 39)
                                      (i32.const 31))
                                    (i32.const 2147483647)))
                                (i32.const -2147483648)
                                (f32.eq
                                  (local.get 34)
                                  (local.get 34))))
                            (local.set 35
                              (i32.load
                                (local.get 8)))
                            (local.set 36
                              (i32.load
                                (local.get 11)))
                            (if  ;; label = @10
                              (i32.or
                                (i32.lt_s
                                  (local.get 35)
                                  (local.get 9))
                                (i32.and
                                  (i32.eq
                                    (local.get 35)
                                    (local.get 9))
                                  (i32.gt_s
                                    (local.get 36)
                                    (local.get 10))))
                              (then
                                (local.set 12
                                  (i32.const 0))
                                (block  ;; label = @11
                                  (loop  ;; label = @12
                                    (br_if 1 (;@11;)
                                      (i32.ge_u
                                        (local.tee 37
                                          (i32.add
                                            (i32.shl
                                              (local.get 12)
                                              (i32.const 1))
                                            (i32.const 4)))
                                        (local.get 2)))
                                    (local.set 39
                                      (i32.load
                                        (i32.add
                                          (local.get 8)
                                          (local.get 37))))
                                    (local.set 41
                                      (i32.load
                                        (i32.add
                                          (local.get 11)
                                          (local.get 37))))
                                    (if  ;; label = @13
                                      (i32.lt_u
                                        (local.tee 42
                                          (i32.add
                                            (local.get 37)
                                            (i32.const 4)))
                                        (local.get 2))
                                      (then
                                        (local.set 43
                                          (i32.load
                                            (i32.add
                                              (local.get 8)
                                              (local.get 42))))
                                        (local.set 44
                                          (i32.load
                                            (i32.add
                                              (local.get 11)
                                              (local.get 42))))
                                        (if  ;; label = @14
                                          (i32.or
                                            (i32.lt_s
                                              (local.get 43)
                                              (local.get 39))
                                            (i32.and
                                              (i32.eq
                                                (local.get 43)
                                                (local.get 39))
                                              (i32.gt_s
                                                (local.get 44)
                                                (local.get 41))))
                                          (then
                                            (local.set 37
                                              (local.get 42))
                                            (local.set 39
                                              (local.get 43))
                                            (local.set 41
                                              (local.get 44))))))
                                    (br_if 1 (;@11;)
                                      (i32.eqz
                                        (i32.or
                                          (i32.lt_s
                                            (local.get 39)
                                            (local.get 9))
                                          (i32.and
                                            (i32.eq
                                              (local.get 39)
                                              (local.get 9))
                                            (i32.gt_s
                                              (local.get 41)
                                              (local.get 10))))))
                                    (i32.store
                                      (i32.add
                                        (local.get 8)
                                        (local.get 12))
                                      (local.get 39))
                                    (i32.store
                                      (i32.add
                                        (local.get 11)
                                        (local.get 12))
                                      (local.get 41))
                                    (local.set 12
                                      (local.get 37))
                                    (br 0 (;@12;))))
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
                            (local.set 13
                              (i32.add
                                (local.get 13)
                                (i32.const 4)))
                            (local.set 15
                              (i32.add
                                (local.get 15)
                                (i32.const 1)))
                            (br_if 0 (;@9;)
                              (local.tee 14
                                (i32.sub
                                  (local.get 14)
                                  (i32.const 1)))))))))
                  (br_if 0 (;@6;)
                    (i32.lt_s
                      (local.tee 19
                        (i32.add
                          (local.get 19)
                          (i32.const 16)))
                      (local.get 25)))))
              (br_if 0 (;@4;)
                (local.get 24)))
            (local.set 37
              (i32.load
                (local.get 8)))
            (local.set 34
              (f32.reinterpret_i32
                (i32.xor
                  (local.get 37)
                  (i32.and
                    (i32.shr_s
                      (local.get 37)
                      (i32.const 31))
                    (i32.const 2147483647)))))
            (local.set 16
              (f32x4.splat
                (select
                  (local.get 34)
                  (f32.const nan (;=nan;))
                  (f32.ge
                    (local.get 34)
                    (f32.const 0x0p+0 (;=0;))))))
            (local.set 23
              (local.get 16))
            (local.set 39
              (i32.load
                (local.get 8)))
            (local.set 39
              (i32.sub
                (i32.sub
                  (local.get 39)
                  (i32.const 1))
                (i32.eqz
                  (local.get 39))))
            (local.set 34
              (f32.reinterpret_i32
                (i32.xor
                  (local.get 39)
                  (i32.and
                    (i32.shr_s
                      (local.get 39)
                      (i32.const 31))
                    (i32.const 2147483647)))))
            (local.set 16
              (f32x4.splat
                (select
                  (local.get 34)
                  (f32.const nan (;=nan;))
                  (f32.ge
                    (local.get 34)
                    (f32.const 0x0p+0 (;=0;))))))
            (local.set 20
              (i32.const 0))
            (local.set 20
              (i32.div_u
                (i32.load
                  (i32.add
                    (local.get 11)
                    (local.get 20)))
                (i32.const 5120)))
            (local.set 26
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 0))))
            (local.set 27
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 1))))
            (local.set 28
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 2))))
            (local.set 29
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 3))))
            (local.set 30
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 4))))
            (local.set 31
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 5))))
            (local.set 32
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 6))))
            (local.set 33
              (select
                (local.get 23)
                (local.get 16)
                (i32.le_u
                  (local.get 20)
                  (i32.const 7))))))
        (br_if 0 (;@2;)
          (i32.lt_s
            (local.tee 17
              (i32.add
                (local.get 17)
                (i32.const 64)))
            (local.get 18))))))
  (func (;1;) (export "f1") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f32 v128 v128)
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
    (local.set 21
      (local.get 8))
    (loop  ;; label = @1
      (if  ;; label = @2
        (i32.ne
          (local.get 21)
          (local.get 8))
        (then
          (local.set 20
            (i32.const 0))
          (block  ;; label = @3
            (br_if 0 (;@3;)
              (i32.ge_s
                (local.get 20)
                (local.get 2)))
            (loop  ;; label = @4
              (local.set 9
                (i32.load
                  (local.tee 19
                    (i32.add
                      (local.get 21)
                      (local.get 20)))))
              (local.set 10
                (i32.load
                  (i32.add
                    (local.get 19)
                    (local.get 2))))
              (local.set 22
                (i32.load
                  (local.get 8)))
              (local.set 23
                (i32.load
                  (local.get 11)))
              (if  ;; label = @5
                (i32.or
                  (i32.lt_s
                    (local.get 22)
                    (local.get 9))
                  (i32.and
                    (i32.eq
                      (local.get 22)
                      (local.get 9))
                    (i32.gt_s
                      (local.get 23)
                      (local.get 10))))
                (then
                  (local.set 12
                    (i32.const 0))
                  (block  ;; label = @6
                    (loop  ;; label = @7
                      (br_if 1 (;@6;)
                        (i32.ge_u
                          (local.tee 24
                            (i32.add
                              (i32.shl
                                (local.get 12)
                                (i32.const 1))
                              (i32.const 4)))
                          (local.get 2)))
                      (local.set 25
                        (i32.load
                          (i32.add
                            (local.get 8)
                            (local.get 24))))
                      (local.set 26
                        (i32.load
                          (i32.add
                            (local.get 11)
                            (local.get 24))))
                      (if  ;; label = @8
                        (i32.lt_u
                          (local.tee 27
                            (i32.add
                              (local.get 24)
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
                          (if  ;; label = @9
                            (i32.or
                              (i32.lt_s
                                (local.get 28)
                                (local.get 25))
                              (i32.and
                                (i32.eq
                                  (local.get 28)
                                  (local.get 25))
                                (i32.gt_s
                                  (local.get 29)
                                  (local.get 26))))
                            (then
                              (local.set 24
                                (local.get 27))
                              (local.set 25
                                (local.get 28))
                              (local.set 26
                                (local.get 29))))))
                      (br_if 1 (;@6;)
                        (i32.eqz
                          (i32.or
                            (i32.lt_s
                              (local.get 25)
                              (local.get 9))
                            (i32.and
                              (i32.eq
                                (local.get 25)
                                (local.get 9))
                              (i32.gt_s
                                (local.get 26)
                                (local.get 10))))))
                      (i32.store
                        (i32.add
                          (local.get 8)
                          (local.get 12))
                        (local.get 25))
                      (i32.store
                        (i32.add
                          (local.get 11)
                          (local.get 12))
                        (local.get 26))
                      (local.set 12
                        (local.get 24))
                      (br 0 (;@7;))))
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
              (br_if 0 (;@4;)
                (i32.lt_s
                  (local.tee 20
                    (i32.add
                      (local.get 20)
                      (i32.const 4)))
                  (local.get 2)))))))
      (local.set 21
        (i32.add
          (local.get 21)
          (i32.shl
            (local.get 2)
            (i32.const 1))))
      (br_if 0 (;@1;)
        (local.tee 4
          (i32.sub
            (local.get 4)
            (i32.const 1)))))
    (local.set 17
      (i32.const 163840))
    (local.set 24
      (i32.load
        (local.get 8)))
    (local.set 30
      (f32.reinterpret_i32
        (i32.xor
          (local.get 24)
          (i32.and
            (i32.shr_s
              (local.get 24)
              (i32.const 31))
            (i32.const 2147483647)))))
    (local.set 16
      (f32x4.splat
        (select
          (local.get 30)
          (f32.const nan (;=nan;))
          (f32.ge
            (local.get 30)
            (f32.const 0x0p+0 (;=0;))))))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_s
          (local.get 17)
          (local.get 3)))
      (loop  ;; label = @2
        (local.set 13
          (i32.add
            (local.get 1)
            (local.get 17)))
        (if  ;; label = @3
          (i32.ne
            (i32x4.bitmask
              (f32x4.le
                (v128.load align=4
                  (local.get 13))
                (local.get 16)))
            (i32.const 15))
          (then
            (local.set 31
              (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
            (local.set 25
              (i32.div_u
                (local.get 17)
                (i32.const 2560)))
            (local.set 26
              (i32.add
                (local.get 1)
                (i32.rem_u
                  (local.get 17)
                  (i32.const 80))))
            (local.set 28
              (select
                (local.tee 28
                  (i32.add
                    (local.get 25)
                    (i32.const -1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 28)
                  (i32.const 0))))
            (local.set 26
              (i32.add
                (i32.mul
                  (select
                    (local.get 28)
                    (i32.const 63)
                    (i32.lt_s
                      (local.get 28)
                      (i32.const 63)))
                  (i32.const 2560))
                (local.get 26)))
            (local.set 25
              (i32.rem_u
                (i32.div_u
                  (local.get 17)
                  (i32.const 80))
                (i32.const 32)))
            (local.set 27
              (local.get 26))
            (local.set 29
              (select
                (local.tee 29
                  (i32.add
                    (local.get 25)
                    (i32.const -1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 29)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 29)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 29)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 22
              (select
                (local.tee 22
                  (i32.add
                    (local.get 25)
                    (i32.const 0)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 22)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 22)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 22)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 23
              (select
                (local.tee 23
                  (i32.add
                    (local.get 25)
                    (i32.const 1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 23)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 23)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 23)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 25
              (i32.div_u
                (local.get 17)
                (i32.const 2560)))
            (local.set 26
              (i32.add
                (local.get 1)
                (i32.rem_u
                  (local.get 17)
                  (i32.const 80))))
            (local.set 24
              (select
                (local.tee 24
                  (i32.add
                    (local.get 25)
                    (i32.const 0)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 24)
                  (i32.const 0))))
            (local.set 26
              (i32.add
                (i32.mul
                  (select
                    (local.get 24)
                    (i32.const 63)
                    (i32.lt_s
                      (local.get 24)
                      (i32.const 63)))
                  (i32.const 2560))
                (local.get 26)))
            (local.set 25
              (i32.rem_u
                (i32.div_u
                  (local.get 17)
                  (i32.const 80))
                (i32.const 32)))
            (local.set 27
              (local.get 26))
            (local.set 28
              (select
                (local.tee 28
                  (i32.add
                    (local.get 25)
                    (i32.const -1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 28)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 28)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 28)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 29
              (select
                (local.tee 29
                  (i32.add
                    (local.get 25)
                    (i32.const 0)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 29)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 29)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 29)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 22
              (select
                (local.tee 22
                  (i32.add
                    (local.get 25)
                    (i32.const 1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 22)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 22)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 22)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 25
              (i32.div_u
                (local.get 17)
                (i32.const 2560)))
            (local.set 26
              (i32.add
                (local.get 1)
                (i32.rem_u
                  (local.get 17)
                  (i32.const 80))))
            (local.set 23
              (select
                (local.tee 23
                  (i32.add
                    (local.get 25)
                    (i32.const 1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 23)
                  (i32.const 0))))
            (local.set 26
              (i32.add
                (i32.mul
                  (select
                    (local.get 23)
                    (i32.const 63)
                    (i32.lt_s
                      (local.get 23)
                      (i32.const 63)))
                  (i32.const 2560))
                (local.get 26)))
            (local.set 25
              (i32.rem_u
                (i32.div_u
                  (local.get 17)
                  (i32.const 80))
                (i32.const 32)))
            (local.set 27
              (local.get 26))
            (local.set 24
              (select
                (local.tee 24
                  (i32.add
                    (local.get 25)
                    (i32.const -1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 24)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 24)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 24)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 28
              (select
                (local.tee 28
                  (i32.add
                    (local.get 25)
                    (i32.const 0)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 28)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 28)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 28)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (local.set 27
              (local.get 26))
            (local.set 29
              (select
                (local.tee 29
                  (i32.add
                    (local.get 25)
                    (i32.const 1)))
                (i32.const 0)
                (i32.gt_s
                  (local.get 29)
                  (i32.const 0))))
            (local.set 27
              (i32.add
                (i32.mul
                  (select
                    (local.get 29)
                    (i32.const 31)
                    (i32.lt_s
                      (local.get 29)
                      (i32.const 31)))
                  (i32.const 80))
                (local.get 27)))
            (local.set 31
              (f32x4.pmax
                (local.get 31)
                (v128.load align=4
                  (local.get 27))))
            (v128.store align=4
              (local.get 5)
              (v128.bitselect
                (local.tee 32
                  (v128.load align=4
                    (i32.add
                      (local.get 1)
                      (local.get 17))))
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
                (f32x4.eq
                  (local.get 31)
                  (local.get 32))))
            (local.set 13
              (local.get 5))
            (local.set 10
              (i32.shr_u
                (local.get 17)
                (i32.const 2)))
            (if  ;; label = @4
              (i32.ne
                (i32x4.bitmask
                  (f32x4.le
                    (v128.load align=4
                      (local.get 13))
                    (local.get 16)))
                (i32.const 15))
              (then
                (local.set 15
                  (local.get 10))
                (local.set 14
                  (i32.const 4))
                (loop  ;; label = @5
                  (local.set 10
                    (local.get 15))
                  (local.set 22
                    (i32.reinterpret_f32
                      (local.tee 30
                        (f32.add
                          (f32.load
                            (local.get 13))
                          (f32.const 0x0p+0 (;=0;))))))
                  (local.set 9
                    (select
                      (i32.xor
                        (local.get 22)
                        (i32.and
                          (i32.shr_s
                            (local.get 22)
                            (i32.const 31))
                          (i32.const 2147483647)))
                      (i32.const -2147483648)
                      (f32.eq
                        (local.get 30)
                        (local.get 30))))
                  (local.set 23
                    (i32.load
                      (local.get 8)))
                  (local.set 24
                    (i32.load
                      (local.get 11)))
                  (if  ;; label = @6
                    (i32.or
                      (i32.lt_s
                        (local.get 23)
                        (local.get 9))
                      (i32.and
                        (i32.eq
                          (local.get 23)
                          (local.get 9))
                        (i32.gt_s
                          (local.get 24)
                          (local.get 10))))
                    (then
                      (local.set 12
                        (i32.const 0))
                      (block  ;; label = @7
                        (loop  ;; label = @8
                          (br_if 1 (;@7;)
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
                          (local.set 25
                            (i32.load
                              (i32.add
                                (local.get 11)
                                (local.get 28))))
                          (if  ;; label = @9
                            (i32.lt_u
                              (local.tee 26
                                (i32.add
                                  (local.get 28)
                                  (i32.const 4)))
                              (local.get 2))
                            (then
                              (local.set 27
                                (i32.load
                                  (i32.add
                                    (local.get 8)
                                    (local.get 26))))
                              (local.set 22
                                (i32.load
                                  (i32.add
                                    (local.get 11)
                                    (local.get 26))))
                              (if  ;; label = @10
                                (i32.or
                                  (i32.lt_s
                                    (local.get 27)
                                    (local.get 29))
                                  (i32.and
                                    (i32.eq
                                      (local.get 27)
                                      (local.get 29))
                                    (i32.gt_s
                                      (local.get 22)
                                      (local.get 25))))
                                (then
                                  (local.set 28
                                    (local.get 26))
                                  (local.set 29
                                    (local.get 27))
                                  (local.set 25
                                    (local.get 22))))))
                          (br_if 1 (;@7;)
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
                                    (local.get 25)
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
                            (local.get 25))
                          (local.set 12
                            (local.get 28))
                          (br 0 (;@8;))))
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
                  (local.set 13
                    (i32.add
                      (local.get 13)
                      (i32.const 4)))
                  (local.set 15
                    (i32.add
                      (local.get 15)
                      (i32.const 1)))
                  (br_if 0 (;@5;)
                    (local.tee 14
                      (i32.sub
                        (local.get 14)
                        (i32.const 1)))))))))
        (br_if 0 (;@2;)
          (i32.lt_s
            (local.tee 17
              (i32.add
                (local.get 17)
                (i32.const 16)))
            (local.get 3)))))
    (local.set 28
      (local.get 2))
    (block  ;; label = @1
      (loop  ;; label = @2
        (br_if 1 (;@1;)
          (i32.eqz
            (local.tee 28
              (i32.sub
                (local.get 28)
                (i32.const 4)))))
        (local.set 9
          (i32.load
            (i32.add
              (local.get 8)
              (local.get 28))))
        (local.set 10
          (i32.load
            (i32.add
              (local.get 11)
              (local.get 28))))
        (i32.store
          (i32.add
            (local.get 8)
            (local.get 28))
          (i32.load
            (local.get 8)))
        (i32.store
          (i32.add
            (local.get 11)
            (local.get 28))
          (i32.load
            (local.get 11)))
        (local.set 12
          (i32.const 0))
        (block  ;; label = @3
          (loop  ;; label = @4
            (br_if 1 (;@3;)
              (i32.ge_u
                (local.tee 29
                  (i32.add
                    (i32.shl
                      (local.get 12)
                      (i32.const 1))
                    (i32.const 4)))
                (local.get 28)))
            (local.set 25
              (i32.load
                (i32.add
                  (local.get 8)
                  (local.get 29))))
            (local.set 26
              (i32.load
                (i32.add
                  (local.get 11)
                  (local.get 29))))
            (if  ;; label = @5
              (i32.lt_u
                (local.tee 27
                  (i32.add
                    (local.get 29)
                    (i32.const 4)))
                (local.get 28))
              (then
                (local.set 22
                  (i32.load
                    (i32.add
                      (local.get 8)
                      (local.get 27))))
                (local.set 23
                  (i32.load
                    (i32.add
                      (local.get 11)
                      (local.get 27))))
                (if  ;; label = @6
                  (i32.or
                    (i32.lt_s
                      (local.get 22)
                      (local.get 25))
                    (i32.and
                      (i32.eq
                        (local.get 22)
                        (local.get 25))
                      (i32.gt_s
                        (local.get 23)
                        (local.get 26))))
                  (then
                    (local.set 29
                      (local.get 27))
                    (local.set 25
                      (local.get 22))
                    (local.set 26
                      (local.get 23))))))
            (br_if 1 (;@3;)
              (i32.eqz
                (i32.or
                  (i32.lt_s
                    (local.get 25)
                    (local.get 9))
                  (i32.and
                    (i32.eq
                      (local.get 25)
                      (local.get 9))
                    (i32.gt_s
                      (local.get 26)
                      (local.get 10))))))
            (i32.store
              (i32.add
                (local.get 8)
                (local.get 12))
              (local.get 25))
            (i32.store
              (i32.add
                (local.get 11)
                (local.get 12))
              (local.get 26))
            (local.set 12
              (local.get 29))
            (br 0 (;@4;))))
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
        (br 0 (;@2;))))
    (local.set 20
      (i32.const 0))
    (block  ;; label = @1
      (br_if 0 (;@1;)
        (i32.ge_s
          (local.get 20)
          (local.get 2)))
      (loop  ;; label = @2
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
              (i32.const -4))
            (i32.const 2)))
        (i32.add
          (local.get 6)
          (local.get 20))
        (local.set 32
          (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
        (local.set 24
          (i32.div_u
            (local.get 17)
            (i32.const 2560)))
        (local.set 29
          (i32.add
            (local.get 1)
            (i32.rem_u
              (local.get 17)
              (i32.const 80))))
        (local.set 26
          (select
            (local.tee 26
              (i32.add
                (local.get 24)
                (i32.const -1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 26)
              (i32.const 0))))
        (local.set 29
          (i32.add
            (i32.mul
              (select
                (local.get 26)
                (i32.const 63)
                (i32.lt_s
                  (local.get 26)
                  (i32.const 63)))
              (i32.const 2560))
            (local.get 29)))
        (local.set 24
          (i32.rem_u
            (i32.div_u
              (local.get 17)
              (i32.const 80))
            (i32.const 32)))
        (local.set 25
          (local.get 29))
        (local.set 27
          (select
            (local.tee 27
              (i32.add
                (local.get 24)
                (i32.const -1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 27)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 27)
                (i32.const 31)
                (i32.lt_s
                  (local.get 27)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 22
          (select
            (local.tee 22
              (i32.add
                (local.get 24)
                (i32.const 0)))
            (i32.const 0)
            (i32.gt_s
              (local.get 22)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 22)
                (i32.const 31)
                (i32.lt_s
                  (local.get 22)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 23
          (select
            (local.tee 23
              (i32.add
                (local.get 24)
                (i32.const 1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 23)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 23)
                (i32.const 31)
                (i32.lt_s
                  (local.get 23)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 24
          (i32.div_u
            (local.get 17)
            (i32.const 2560)))
        (local.set 29
          (i32.add
            (local.get 1)
            (i32.rem_u
              (local.get 17)
              (i32.const 80))))
        (local.set 28
          (select
            (local.tee 28
              (i32.add
                (local.get 24)
                (i32.const 0)))
            (i32.const 0)
            (i32.gt_s
              (local.get 28)
              (i32.const 0))))
        (local.set 29
          (i32.add
            (i32.mul
              (select
                (local.get 28)
                (i32.const 63)
                (i32.lt_s
                  (local.get 28)
                  (i32.const 63)))
              (i32.const 2560))
            (local.get 29)))
        (local.set 24
          (i32.rem_u
            (i32.div_u
              (local.get 17)
              (i32.const 80))
            (i32.const 32)))
        (local.set 25
          (local.get 29))
        (local.set 26
          (select
            (local.tee 26
              (i32.add
                (local.get 24)
                (i32.const -1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 26)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 26)
                (i32.const 31)
                (i32.lt_s
                  (local.get 26)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 27
          (select
            (local.tee 27
              (i32.add
                (local.get 24)
                (i32.const 0)))
            (i32.const 0)
            (i32.gt_s
              (local.get 27)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 27)
                (i32.const 31)
                (i32.lt_s
                  (local.get 27)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 22
          (select
            (local.tee 22
              (i32.add
                (local.get 24)
                (i32.const 1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 22)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 22)
                (i32.const 31)
                (i32.lt_s
                  (local.get 22)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 24
          (i32.div_u
            (local.get 17)
            (i32.const 2560)))
        (local.set 29
          (i32.add
            (local.get 1)
            (i32.rem_u
              (local.get 17)
              (i32.const 80))))
        (local.set 23
          (select
            (local.tee 23
              (i32.add
                (local.get 24)
                (i32.const 1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 23)
              (i32.const 0))))
        (local.set 29
          (i32.add
            (i32.mul
              (select
                (local.get 23)
                (i32.const 63)
                (i32.lt_s
                  (local.get 23)
                  (i32.const 63)))
              (i32.const 2560))
            (local.get 29)))
        (local.set 24
          (i32.rem_u
            (i32.div_u
              (local.get 17)
              (i32.const 80))
            (i32.const 32)))
        (local.set 25
          (local.get 29))
        (local.set 28
          (select
            (local.tee 28
              (i32.add
                (local.get 24)
                (i32.const -1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 28)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 28)
                (i32.const 31)
                (i32.lt_s
                  (local.get 28)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 26
          (select
            (local.tee 26
              (i32.add
                (local.get 24)
                (i32.const 0)))
            (i32.const 0)
            (i32.gt_s
              (local.get 26)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 26)
                (i32.const 31)
                (i32.lt_s
                  (local.get 26)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (local.set 25
          (local.get 29))
        (local.set 27
          (select
            (local.tee 27
              (i32.add
                (local.get 24)
                (i32.const 1)))
            (i32.const 0)
            (i32.gt_s
              (local.get 27)
              (i32.const 0))))
        (local.set 25
          (i32.add
            (i32.mul
              (select
                (local.get 27)
                (i32.const 31)
                (i32.lt_s
                  (local.get 27)
                  (i32.const 31)))
              (i32.const 80))
            (local.get 25)))
        (local.set 32
          (f32x4.pmax
            (local.get 32)
            (v128.load align=4
              (local.get 25))))
        (v128.store align=4
          (local.get 5)
          (v128.bitselect
            (local.tee 31
              (v128.load align=4
                (i32.add
                  (local.get 1)
                  (local.get 17))))
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
            (f32x4.eq
              (local.get 32)
              (local.get 31))))
        (f32.load
          (i32.add
            (local.get 5)
            (i32.shl
              (i32.and
                (i32.load
                  (i32.add
                    (local.get 11)
                    (local.get 20)))
                (i32.const 3))
              (i32.const 2))))
        (f32.store)
        (br_if 0 (;@2;)
          (i32.lt_s
            (local.tee 20
              (i32.add
                (local.get 20)
                (i32.const 4)))
            (local.get 2)))))))
