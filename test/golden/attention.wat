;; attention [2,5,6] [2,7,6] [2,7,3] × 1
;; f0: pack [true,true,{"spec":{"nr":8,"whole":false,"tail":7,"adjacent":false,"width":4},"at":{"source":0,"target":4,"k":8,"kStride":12,"nStride":16,"wholePanels":20,"batches":24,"sourceBatch":28}}]
;; f1: gemm [true,true,{"spec":{"rows":"row","padded":false,"runs":"window","panels":"packed","batched":false,"whole":false,"tail":7,"width":4,"fused":true},"tile":[3,8,1],"epilogue":{"expressions":"%0=>0","operands":[]},"at":{"a":0,"b":4,"m":8,"run":12,"rowStride":16,"output0":20,"wholePanels":24,"mc":28,"panelStride":32,"outputStride":36}}]
;; f2: softmax [true,true,{"log":false,"single":{"unroll":1,"loop":true,"rest":3},"wide":{"unroll":4,"loop":false,"rest":7},"source":0,"target":4,"rows":8,"singleTrips":12,"wideTrips":16,"bytes":20}]
;; f3: gemm [true,true,{"spec":{"rows":"row","padded":false,"runs":"window","panels":"matrix","batched":false,"whole":false,"tail":3,"width":4,"fused":true},"tile":[1,4,1],"epilogue":{"expressions":"%0=>0","operands":[]},"at":{"a":0,"b":4,"bStride":8,"m":12,"run":16,"rowStride":20,"output0":24,"wholePanels":28,"mc":32,"outputStride":36}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32)
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 4
      (i32.load offset=4
        (local.get 0)))
    (local.set 1
      (i32.load offset=24
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 3
        (local.get 2))
      (local.set 6
        (i32.load offset=8
          (local.get 0)))
      (local.set 7
        (local.get 3))
      (loop  ;; label = @2
        (local.set 8
          (local.get 7))
        (f32.store
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=4
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=8
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=12
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=16
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=20
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=24
          (local.get 4)
          (f32.load
            (local.get 8)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=16
              (local.get 0))))
        (f32.store offset=28
          (local.get 4)
          (f32.const 0x0p+0 (;=0;)))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.load offset=12
              (local.get 0))))
        (local.set 4
          (i32.add
            (local.get 4)
            (i32.const 32)))
        (br_if 0 (;@2;)
          (local.tee 6
            (i32.sub
              (local.get 6)
              (i32.const 1)))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=28
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 1
          (i32.sub
            (local.get 1)
            (i32.const 1))))))
  (func (;1;) (export "f1") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.const 0))
    (local.set 4
      (i32.const 0))
    (loop  ;; label = @1
      (local.set 5
        (select
          (local.tee 5
            (i32.add
              (i32.load offset=28
                (local.get 0))
              (local.get 4)))
          (i32.load offset=8
            (local.get 0))
          (i32.lt_s
            (local.get 5)
            (i32.load offset=8
              (local.get 0)))))
      (local.set 7
        (local.get 2))
      (local.set 8
        (i32.const 0))
      (local.set 6
        (local.get 4))
      (local.set 9
        (i32.add
          (local.get 1)
          (i32.mul
            (local.get 4)
            (i32.load offset=16
              (local.get 0)))))
      (local.set 10
        (i32.add
          (i32.add
            (local.get 3)
            (local.get 8))
          (i32.mul
            (local.get 4)
            (i32.load offset=36
              (local.get 0)))))
      (loop  ;; label = @2
        (local.set 17
          (i32.sub
            (i32.load offset=8
              (local.get 0))
            (local.get 6)))
        (local.set 18
          (local.get 9))
        (local.set 19
          (i32.add
            (local.get 18)
            (i32.load offset=16
              (local.get 0))))
        (local.set 20
          (i32.add
            (local.get 19)
            (i32.load offset=16
              (local.get 0))))
        (local.set 9
          (i32.add
            (local.get 20)
            (i32.load offset=16
              (local.get 0))))
        (if  ;; label = @3
          (i32.lt_s
            (local.get 17)
            (i32.const 3))
          (then
            (local.set 19
              (select
                (local.get 19)
                (local.get 18)
                (i32.gt_s
                  (local.get 17)
                  (i32.const 1))))
            (local.set 20
              (select
                (local.get 20)
                (local.get 19)
                (i32.gt_s
                  (local.get 17)
                  (i32.const 2))))))
        (local.set 21
          (local.get 7))
        (local.set 11
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
        (local.set 13
          (local.get 11))
        (local.set 15
          (local.get 11))
        (local.set 12
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
        (local.set 14
          (local.get 12))
        (local.set 16
          (local.get 12))
        (local.set 24
          (i32.load offset=12
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 25
            (v128.load align=4
              (local.get 21)))
          (local.set 26
            (v128.load offset=16 align=4
              (local.get 21)))
          (local.set 27
            (v128.load32_splat
              (local.get 18)))
          (local.set 11
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 25)
              (local.get 11)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 26)
              (local.get 12)))
          (local.set 27
            (v128.load32_splat
              (local.get 19)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 25)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 26)
              (local.get 14)))
          (local.set 27
            (v128.load32_splat
              (local.get 20)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 25)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 26)
              (local.get 16)))
          (local.set 18
            (i32.add
              (local.get 18)
              (i32.const 4)))
          (local.set 19
            (i32.add
              (local.get 19)
              (i32.const 4)))
          (local.set 20
            (i32.add
              (local.get 20)
              (i32.const 4)))
          (local.set 21
            (i32.add
              (local.get 21)
              (i32.const 32)))
          (br_if 0 (;@3;)
            (local.tee 24
              (i32.sub
                (local.get 24)
                (i32.const 1)))))
        (local.set 24
          (local.get 10))
        (local.set 21
          (i32.add
            (local.get 24)
            (i32.load offset=36
              (local.get 0))))
        (local.set 22
          (i32.add
            (local.get 21)
            (i32.load offset=36
              (local.get 0))))
        (local.set 10
          (i32.add
            (local.get 22)
            (i32.load offset=36
              (local.get 0))))
        (if  ;; label = @3
          (i32.lt_s
            (local.get 17)
            (i32.const 3))
          (then
            (local.set 21
              (select
                (local.get 21)
                (local.get 24)
                (i32.gt_s
                  (local.get 17)
                  (i32.const 1))))
            (local.set 22
              (select
                (local.get 22)
                (local.get 21)
                (i32.gt_s
                  (local.get 17)
                  (i32.const 2))))))
        (local.set 17
          (select
            (local.get 17)
            (i32.const 3)
            (i32.lt_s
              (local.get 17)
              (i32.const 3))))
        (local.set 23
          (i32.add
            (i32.load offset=20
              (local.get 0))
            (local.get 24)))
        (v128.store align=4
          (local.get 23)
          (local.get 11))
        (v128.store64_lane offset=16 align=4 0
          (local.get 23)
          (local.get 12))
        (v128.store32_lane offset=24 2
          (local.get 23)
          (local.get 12))
        (local.set 23
          (i32.add
            (i32.load offset=20
              (local.get 0))
            (local.get 21)))
        (v128.store align=4
          (local.get 23)
          (local.get 13))
        (v128.store64_lane offset=16 align=4 0
          (local.get 23)
          (local.get 14))
        (v128.store32_lane offset=24 2
          (local.get 23)
          (local.get 14))
        (local.set 23
          (i32.add
            (i32.load offset=20
              (local.get 0))
            (local.get 22)))
        (v128.store align=4
          (local.get 23)
          (local.get 15))
        (v128.store64_lane offset=16 align=4 0
          (local.get 23)
          (local.get 16))
        (v128.store32_lane offset=24 2
          (local.get 23)
          (local.get 16))
        (br_if 0 (;@2;)
          (i32.lt_s
            (local.tee 6
              (i32.add
                (local.get 6)
                (i32.const 3)))
            (local.get 5))))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 4
            (local.get 5))
          (i32.load offset=8
            (local.get 0))))))
  (func (;2;) (export "f2") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 v128)
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
      (i32.load offset=20
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 7
        (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
      (local.set 5
        (local.get 1))
      (local.set 6
        (local.get 2))
      (local.set 7
        (f32x4.pmax
          (local.get 7)
          (v128.load align=4
            (local.get 5))))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 16)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 16)))
      (local.set 7
        (f32x4.pmax
          (local.get 7)
          (v128.bitselect
            (v128.load32_lane offset=8 2
              (local.get 5)
              (v128.load64_zero align=4
                (local.get 5)))
            (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
            (v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0x00000000))))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 12)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 12)))
      (local.set 9
        (local.get 7))
      (local.set 9
        (f32x4.pmax
          (local.get 9)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 9)
            (local.get 9))))
      (local.set 7
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.pmax
              (local.get 9)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 9)
                (local.get 9))))))
      (local.set 8
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 5
        (local.get 1))
      (local.set 6
        (local.get 2))
      (local.set 10
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 9
          (f32x4.pmax
            (f32x4.mul
              (f32x4.sub
                (v128.load align=4
                  (local.get 5))
                (local.get 7))
              (v128.const i32x4 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b))
            (v128.const i32x4 0xc2fe0000 0xc2fe0000 0xc2fe0000 0xc2fe0000)))
        (local.set 11
          (f32x4.add
            (local.get 9)
            (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)))
        (local.set 9
          (f32x4.sub
            (local.get 9)
            (f32x4.sub
              (local.get 11)
              (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000))))
        (local.set 9
          (f32x4.mul
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (f32x4.relaxed_madd
                      (v128.const i32x4 0x3aadecbe 0x3aadecbe 0x3aadecbe 0x3aadecbe)
                      (local.get 9)
                      (v128.const i32x4 0x3c1e7459 0x3c1e7459 0x3c1e7459 0x3c1e7459))
                    (local.get 9)
                    (v128.const i32x4 0x3d635b6d 0x3d635b6d 0x3d635b6d 0x3d635b6d))
                  (local.get 9)
                  (v128.const i32x4 0x3e75fce1 0x3e75fce1 0x3e75fce1 0x3e75fce1))
                (local.get 9)
                (v128.const i32x4 0x3f317215 0x3f317215 0x3f317215 0x3f317215))
              (local.get 9)
              (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
            (i32x4.add
              (i32x4.shl
                (local.get 11)
                (i32.const 23))
              (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))))
        (v128.store align=4
          (local.get 6)
          (local.get 9))
        (local.set 8
          (f32x4.add
            (local.get 8)
            (local.get 9)))
        (local.set 5
          (i32.add
            (local.get 5)
            (i32.const 16)))
        (local.set 6
          (i32.add
            (local.get 6)
            (i32.const 16)))
        (br_if 0 (;@2;)
          (local.tee 10
            (i32.sub
              (local.get 10)
              (i32.const 1)))))
      (local.set 11
        (f32x4.pmax
          (f32x4.mul
            (f32x4.sub
              (v128.bitselect
                (v128.load32_lane offset=8 2
                  (local.get 5)
                  (v128.load64_zero align=4
                    (local.get 5)))
                (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
                (v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0x00000000))
              (local.get 7))
            (v128.const i32x4 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b))
          (v128.const i32x4 0xc2fe0000 0xc2fe0000 0xc2fe0000 0xc2fe0000)))
      (local.set 9
        (f32x4.add
          (local.get 11)
          (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)))
      (local.set 11
        (f32x4.sub
          (local.get 11)
          (f32x4.sub
            (local.get 9)
            (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000))))
      (local.set 11
        (f32x4.mul
          (f32x4.relaxed_madd
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (v128.const i32x4 0x3aadecbe 0x3aadecbe 0x3aadecbe 0x3aadecbe)
                    (local.get 11)
                    (v128.const i32x4 0x3c1e7459 0x3c1e7459 0x3c1e7459 0x3c1e7459))
                  (local.get 11)
                  (v128.const i32x4 0x3d635b6d 0x3d635b6d 0x3d635b6d 0x3d635b6d))
                (local.get 11)
                (v128.const i32x4 0x3e75fce1 0x3e75fce1 0x3e75fce1 0x3e75fce1))
              (local.get 11)
              (v128.const i32x4 0x3f317215 0x3f317215 0x3f317215 0x3f317215))
            (local.get 11)
            (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
          (i32x4.add
            (i32x4.shl
              (local.get 9)
              (i32.const 23))
            (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))))
      (v128.store64_lane align=4 0
        (local.get 6)
        (local.get 11))
      (v128.store32_lane offset=8 2
        (local.get 6)
        (local.get 11))
      (local.set 8
        (f32x4.add
          (local.get 8)
          (local.get 11)))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 12)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 12)))
      (local.set 9
        (local.get 8))
      (local.set 9
        (f32x4.add
          (local.get 9)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 9)
            (local.get 9))))
      (local.set 8
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.add
              (local.get 9)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 9)
                (local.get 9))))))
      (local.set 8
        (f32x4.div
          (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000)
          (local.get 8)))
      (local.set 5
        (local.get 1))
      (local.set 6
        (local.get 2))
      (local.set 11
        (f32x4.mul
          (v128.load align=4
            (local.get 6))
          (local.get 8)))
      (v128.store align=4
        (local.get 6)
        (local.get 11))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 16)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 16)))
      (local.set 9
        (f32x4.mul
          (v128.load32_lane offset=8 2
            (local.get 6)
            (v128.load64_zero align=4
              (local.get 6)))
          (local.get 8)))
      (v128.store64_lane align=4 0
        (local.get 6)
        (local.get 9))
      (v128.store32_lane offset=8 2
        (local.get 6)
        (local.get 9))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 12)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 12)))
      (local.set 1
        (i32.add
          (local.get 1)
          (local.get 4)))
      (local.set 2
        (i32.add
          (local.get 2)
          (local.get 4)))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1))))))
  (func (;3;) (export "f3") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i32 i32 i32 i32 i32 v128)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.const 0))
    (local.set 4
      (i32.const 0))
    (loop  ;; label = @1
      (local.set 5
        (select
          (local.tee 5
            (i32.add
              (i32.load offset=32
                (local.get 0))
              (local.get 4)))
          (i32.load offset=12
            (local.get 0))
          (i32.lt_s
            (local.get 5)
            (i32.load offset=12
              (local.get 0)))))
      (local.set 7
        (local.get 2))
      (local.set 8
        (i32.const 0))
      (local.set 6
        (local.get 4))
      (local.set 9
        (i32.add
          (local.get 1)
          (i32.mul
            (local.get 4)
            (i32.load offset=20
              (local.get 0)))))
      (local.set 10
        (i32.add
          (i32.add
            (local.get 3)
            (local.get 8))
          (i32.mul
            (local.get 4)
            (i32.load offset=36
              (local.get 0)))))
      (loop  ;; label = @2
        (local.set 12
          (i32.sub
            (i32.load offset=12
              (local.get 0))
            (local.get 6)))
        (local.set 13
          (local.get 9))
        (local.set 9
          (i32.add
            (local.get 13)
            (i32.load offset=20
              (local.get 0))))
        (local.set 14
          (local.get 7))
        (local.set 11
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
        (local.set 16
          (i32.load offset=8
            (local.get 0)))
        (local.set 17
          (i32.load offset=16
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 18
            (v128.load32_splat
              (local.get 13)))
          (local.set 11
            (f32x4.relaxed_madd
              (local.get 18)
              (v128.load32_lane offset=8 2
                (local.get 14)
                (v128.load64_zero align=4
                  (local.get 14)))
              (local.get 11)))
          (local.set 13
            (i32.add
              (local.get 13)
              (i32.const 4)))
          (local.set 14
            (i32.add
              (local.get 14)
              (local.get 16)))
          (br_if 0 (;@3;)
            (local.tee 17
              (i32.sub
                (local.get 17)
                (i32.const 1)))))
        (local.set 17
          (local.get 10))
        (local.set 10
          (i32.add
            (local.get 17)
            (i32.load offset=36
              (local.get 0))))
        (local.set 12
          (select
            (local.get 12)
            (i32.const 1)
            (i32.lt_s
              (local.get 12)
              (i32.const 1))))
        (local.set 14
          (i32.add
            (i32.load offset=24
              (local.get 0))
            (local.get 17)))
        (v128.store64_lane align=4 0
          (local.get 14)
          (local.get 11))
        (v128.store32_lane offset=8 2
          (local.get 14)
          (local.get 11))
        (br_if 0 (;@2;)
          (i32.lt_s
            (local.tee 6
              (i32.add
                (local.get 6)
                (i32.const 1)))
            (local.get 5))))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 4
            (local.get 5))
          (i32.load offset=12
            (local.get 0)))))))
