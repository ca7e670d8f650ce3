;; attention [2,2,9,16] [2,2,12,16] [2,2,12,16] [2,1,1,12] × 0.25
;; f0: pack [true,true,{"spec":{"nr":12,"whole":true,"tail":0,"adjacent":false,"width":4},"at":{"source":0,"target":4,"k":8,"kStride":12,"nStride":16,"wholePanels":20,"batches":24,"sourceBatch":28}}]
;; f1: gemm [true,true,{"spec":{"rows":"row","padded":false,"runs":"window","panels":"packed","batched":false,"fetches":false,"exact":true,"steps":{"unroll":16,"looped":false},"whole":true,"tail":0,"width":4,"fused":true},"tile":[3,12],"epilogue":{"expressions":"%0;0.25;mul(0,1);%1;add(2,3)=>4","operands":[{"argument":1,"kind":"channel","padded":false}]},"at":{"a":0,"b":4,"m":8,"run":12,"rowStride":16,"operand1":20,"output0":24,"wholePanels":28,"mc":32,"panelStride":36,"outputStride":40}}]
;; f2: softmax [true,true,{"log":false,"single":{"unroll":2,"loop":true,"rest":4},"wide":{"unroll":4,"loop":false,"rest":12},"source":0,"target":4,"rows":8,"singleTrips":12,"wideTrips":16,"bytes":20}]
;; f3: gemm [true,true,{"spec":{"rows":"row","padded":false,"runs":"window","panels":"matrix","batched":false,"fetches":false,"exact":false,"steps":{"unroll":1,"looped":true},"whole":true,"tail":0,"width":4,"fused":true},"tile":[5,8],"epilogue":{"expressions":"%0=>0","operands":[]},"at":{"a":0,"b":4,"bStride":8,"m":12,"run":16,"rowStride":20,"output0":24,"wholePanels":28,"mc":32,"outputStride":36}}]
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
      (local.set 5
        (i32.load offset=20
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 6
          (i32.load offset=8
            (local.get 0)))
        (local.set 7
          (local.get 3))
        (loop  ;; label = @3
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
            (f32.load
              (local.get 8)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.load offset=16
                (local.get 0))))
          (f32.store offset=32
            (local.get 4)
            (f32.load
              (local.get 8)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.load offset=16
                (local.get 0))))
          (f32.store offset=36
            (local.get 4)
            (f32.load
              (local.get 8)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.load offset=16
                (local.get 0))))
          (f32.store offset=40
            (local.get 4)
            (f32.load
              (local.get 8)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.load offset=16
                (local.get 0))))
          (f32.store offset=44
            (local.get 4)
            (f32.load
              (local.get 8)))
          (local.set 8
            (i32.add
              (local.get 8)
              (i32.load offset=16
                (local.get 0))))
          (local.set 7
            (i32.add
              (local.get 7)
              (i32.load offset=12
                (local.get 0))))
          (local.set 4
            (i32.add
              (local.get 4)
              (i32.const 48)))
          (br_if 0 (;@3;)
            (local.tee 6
              (i32.sub
                (local.get 6)
                (i32.const 1)))))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.mul
              (i32.const 12)
              (i32.load offset=16
                (local.get 0)))))
        (br_if 0 (;@2;)
          (local.tee 5
            (i32.sub
              (local.get 5)
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
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128)
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
      (local.set 9
        (i32.load offset=28
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 6
          (local.get 4))
        (local.set 10
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 4)
              (i32.load offset=16
                (local.get 0)))))
        (local.set 11
          (i32.add
            (i32.add
              (local.get 3)
              (local.get 8))
            (i32.mul
              (local.get 4)
              (i32.load offset=40
                (local.get 0)))))
        (loop  ;; label = @3
          (local.set 21
            (local.get 10))
          (local.set 22
            (i32.add
              (local.get 21)
              (i32.load offset=16
                (local.get 0))))
          (local.set 23
            (i32.add
              (local.get 22)
              (i32.load offset=16
                (local.get 0))))
          (local.set 10
            (i32.add
              (local.get 23)
              (i32.load offset=16
                (local.get 0))))
          (local.set 24
            (local.get 7))
          (local.set 12
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 15
            (local.get 12))
          (local.set 18
            (local.get 12))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 16
            (local.get 13))
          (local.set 19
            (local.get 13))
          (local.set 14
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 17
            (local.get 14))
          (local.set 20
            (local.get 14))
          (local.set 27
            (v128.load align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=16 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=32 align=4
              (local.get 24)))
          (local.set 30
            (v128.load32_splat
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 14)))
          (local.set 30
            (v128.load32_splat
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 17)))
          (local.set 30
            (v128.load32_splat
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 20)))
          (local.set 30
            (v128.load offset=48 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=64 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=80 align=4
              (local.get 24)))
          (local.set 29
            (v128.load32_splat offset=4
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 29
            (v128.load32_splat offset=4
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 17)))
          (local.set 29
            (v128.load32_splat offset=4
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 20)))
          (local.set 29
            (v128.load offset=96 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=112 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=128 align=4
              (local.get 24)))
          (local.set 28
            (v128.load32_splat offset=8
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 14)))
          (local.set 28
            (v128.load32_splat offset=8
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 17)))
          (local.set 28
            (v128.load32_splat offset=8
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 20)))
          (local.set 28
            (v128.load offset=144 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=160 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=176 align=4
              (local.get 24)))
          (local.set 27
            (v128.load32_splat offset=12
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 14)))
          (local.set 27
            (v128.load32_splat offset=12
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 17)))
          (local.set 27
            (v128.load32_splat offset=12
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 20)))
          (local.set 27
            (v128.load offset=192 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=208 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=224 align=4
              (local.get 24)))
          (local.set 30
            (v128.load32_splat offset=16
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 14)))
          (local.set 30
            (v128.load32_splat offset=16
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 17)))
          (local.set 30
            (v128.load32_splat offset=16
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 20)))
          (local.set 30
            (v128.load offset=240 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=256 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=272 align=4
              (local.get 24)))
          (local.set 29
            (v128.load32_splat offset=20
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 29
            (v128.load32_splat offset=20
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 17)))
          (local.set 29
            (v128.load32_splat offset=20
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 20)))
          (local.set 29
            (v128.load offset=288 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=304 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=320 align=4
              (local.get 24)))
          (local.set 28
            (v128.load32_splat offset=24
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 14)))
          (local.set 28
            (v128.load32_splat offset=24
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 17)))
          (local.set 28
            (v128.load32_splat offset=24
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 20)))
          (local.set 28
            (v128.load offset=336 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=352 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=368 align=4
              (local.get 24)))
          (local.set 27
            (v128.load32_splat offset=28
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 14)))
          (local.set 27
            (v128.load32_splat offset=28
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 17)))
          (local.set 27
            (v128.load32_splat offset=28
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 20)))
          (local.set 27
            (v128.load offset=384 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=400 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=416 align=4
              (local.get 24)))
          (local.set 30
            (v128.load32_splat offset=32
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 14)))
          (local.set 30
            (v128.load32_splat offset=32
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 17)))
          (local.set 30
            (v128.load32_splat offset=32
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 20)))
          (local.set 30
            (v128.load offset=432 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=448 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=464 align=4
              (local.get 24)))
          (local.set 29
            (v128.load32_splat offset=36
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 29
            (v128.load32_splat offset=36
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 17)))
          (local.set 29
            (v128.load32_splat offset=36
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 20)))
          (local.set 29
            (v128.load offset=480 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=496 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=512 align=4
              (local.get 24)))
          (local.set 28
            (v128.load32_splat offset=40
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 14)))
          (local.set 28
            (v128.load32_splat offset=40
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 17)))
          (local.set 28
            (v128.load32_splat offset=40
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 20)))
          (local.set 28
            (v128.load offset=528 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=544 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=560 align=4
              (local.get 24)))
          (local.set 27
            (v128.load32_splat offset=44
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 14)))
          (local.set 27
            (v128.load32_splat offset=44
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 17)))
          (local.set 27
            (v128.load32_splat offset=44
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 20)))
          (local.set 27
            (v128.load offset=576 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=592 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=608 align=4
              (local.get 24)))
          (local.set 30
            (v128.load32_splat offset=48
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 14)))
          (local.set 30
            (v128.load32_splat offset=48
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 17)))
          (local.set 30
            (v128.load32_splat offset=48
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 27)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 28)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 30)
              (local.get 29)
              (local.get 20)))
          (local.set 30
            (v128.load offset=624 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=640 align=4
              (local.get 24)))
          (local.set 28
            (v128.load offset=656 align=4
              (local.get 24)))
          (local.set 29
            (v128.load32_splat offset=52
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 14)))
          (local.set 29
            (v128.load32_splat offset=52
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 17)))
          (local.set 29
            (v128.load32_splat offset=52
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 30)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 27)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 29)
              (local.get 28)
              (local.get 20)))
          (local.set 29
            (v128.load offset=672 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=688 align=4
              (local.get 24)))
          (local.set 27
            (v128.load offset=704 align=4
              (local.get 24)))
          (local.set 28
            (v128.load32_splat offset=56
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 14)))
          (local.set 28
            (v128.load32_splat offset=56
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 17)))
          (local.set 28
            (v128.load32_splat offset=56
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 29)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 30)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 28)
              (local.get 27)
              (local.get 20)))
          (local.set 28
            (v128.load offset=720 align=4
              (local.get 24)))
          (local.set 29
            (v128.load offset=736 align=4
              (local.get 24)))
          (local.set 30
            (v128.load offset=752 align=4
              (local.get 24)))
          (local.set 27
            (v128.load32_splat offset=60
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 12)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 13)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 14)))
          (local.set 27
            (v128.load32_splat offset=60
              (local.get 22)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 15)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 16)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 17)))
          (local.set 27
            (v128.load32_splat offset=60
              (local.get 23)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 28)
              (local.get 18)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 29)
              (local.get 19)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 27)
              (local.get 30)
              (local.get 20)))
          (local.set 21
            (i32.add
              (local.get 21)
              (i32.const 64)))
          (local.set 22
            (i32.add
              (local.get 22)
              (i32.const 64)))
          (local.set 23
            (i32.add
              (local.get 23)
              (i32.const 64)))
          (local.set 24
            (i32.add
              (local.get 24)
              (i32.const 768)))
          (local.set 24
            (local.get 11))
          (local.set 25
            (i32.add
              (local.get 24)
              (i32.load offset=40
                (local.get 0))))
          (local.set 26
            (i32.add
              (local.get 25)
              (i32.load offset=40
                (local.get 0))))
          (local.set 11
            (i32.add
              (local.get 26)
              (i32.load offset=40
                (local.get 0))))
          (local.set 27
            (v128.const i32x4 0x3e800000 0x3e800000 0x3e800000 0x3e800000))
          (local.set 21
            (i32.add
              (i32.load offset=20
                (local.get 0))
              (local.get 8)))
          (local.set 28
            (v128.load align=4
              (local.get 21)))
          (local.set 12
            (f32x4.relaxed_madd
              (local.get 12)
              (local.get 27)
              (local.get 28)))
          (local.set 15
            (f32x4.relaxed_madd
              (local.get 15)
              (local.get 27)
              (local.get 28)))
          (local.set 18
            (f32x4.relaxed_madd
              (local.get 18)
              (local.get 27)
              (local.get 28)))
          (local.set 21
            (i32.add
              (i32.load offset=20
                (local.get 0))
              (local.get 8)))
          (local.set 29
            (v128.load offset=16 align=4
              (local.get 21)))
          (local.set 13
            (f32x4.relaxed_madd
              (local.get 13)
              (local.get 27)
              (local.get 29)))
          (local.set 16
            (f32x4.relaxed_madd
              (local.get 16)
              (local.get 27)
              (local.get 29)))
          (local.set 19
            (f32x4.relaxed_madd
              (local.get 19)
              (local.get 27)
              (local.get 29)))
          (local.set 21
            (i32.add
              (i32.load offset=20
                (local.get 0))
              (local.get 8)))
          (local.set 30
            (v128.load offset=32 align=4
              (local.get 21)))
          (local.set 14
            (f32x4.relaxed_madd
              (local.get 14)
              (local.get 27)
              (local.get 30)))
          (local.set 17
            (f32x4.relaxed_madd
              (local.get 17)
              (local.get 27)
              (local.get 30)))
          (local.set 20
            (f32x4.relaxed_madd
              (local.get 20)
              (local.get 27)
              (local.get 30)))
          (local.set 23
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 24)))
          (v128.store align=4
            (local.get 23)
            (local.get 12))
          (v128.store offset=16 align=4
            (local.get 23)
            (local.get 13))
          (v128.store offset=32 align=4
            (local.get 23)
            (local.get 14))
          (local.set 23
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 25)))
          (v128.store align=4
            (local.get 23)
            (local.get 15))
          (v128.store offset=16 align=4
            (local.get 23)
            (local.get 16))
          (v128.store offset=32 align=4
            (local.get 23)
            (local.get 17))
          (local.set 23
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 26)))
          (v128.store align=4
            (local.get 23)
            (local.get 18))
          (v128.store offset=16 align=4
            (local.get 23)
            (local.get 19))
          (v128.store offset=32 align=4
            (local.get 23)
            (local.get 20))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 6
                (i32.add
                  (local.get 6)
                  (i32.const 3)))
              (local.get 5))))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.load offset=36
              (local.get 0))))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.const 48)))
        (br_if 0 (;@2;)
          (local.tee 9
            (i32.sub
              (local.get 9)
              (i32.const 1)))))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 4
            (local.get 5))
          (i32.load offset=8
            (local.get 0))))))
  (func (;2;) (export "f2") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128)
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
    (local.set 11
      (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
    (local.set 5
      (local.get 1))
    (local.set 6
      (local.get 2))
    (local.set 11
      (f32x4.pmax
        (local.get 11)
        (v128.load align=4
          (local.get 5))))
    (local.set 11
      (f32x4.pmax
        (local.get 11)
        (v128.load offset=16 align=4
          (local.get 5))))
    (local.set 11
      (f32x4.pmax
        (local.get 11)
        (v128.load offset=32 align=4
          (local.get 5))))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 48)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 48)))
    (local.set 13
      (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
    (local.set 8
      (local.get 2))
    (local.set 9
      (local.get 2))
    (local.set 14
      (v128.const i32x4 0xc2b00f34 0xc2b00f34 0xc2b00f34 0xc2b00f34))
    (local.set 15
      (v128.const i32x4 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b))
    (local.set 16
      (v128.const i32x4 0x4b40007f 0x4b40007f 0x4b40007f 0x4b40007f))
    (local.set 17
      (v128.const i32x4 0x3aadec4c 0x3aadec4c 0x3aadec4c 0x3aadec4c))
    (local.set 18
      (v128.const i32x4 0x3c1e7460 0x3c1e7460 0x3c1e7460 0x3c1e7460))
    (local.set 19
      (v128.const i32x4 0x3d635b6e 0x3d635b6e 0x3d635b6e 0x3d635b6e))
    (local.set 20
      (v128.const i32x4 0x3e75fce1 0x3e75fce1 0x3e75fce1 0x3e75fce1))
    (local.set 21
      (v128.const i32x4 0x3f317215 0x3f317215 0x3f317215 0x3f317215))
    (local.set 22
      (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
    (loop  ;; label = @1
      (local.set 10
        (local.get 11))
      (local.set 23
        (local.get 10))
      (local.set 23
        (f32x4.pmax
          (local.get 23)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 23)
            (local.get 23))))
      (local.set 10
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.pmax
              (local.get 23)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 23)
                (local.get 23))))))
      (local.set 7
        (i32.add
          (local.get 1)
          (select
            (local.get 4)
            (i32.const 0)
            (i32.gt_s
              (local.get 3)
              (i32.const 1)))))
      (local.set 11
        (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000))
      (local.set 12
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 5
        (local.get 1))
      (local.set 6
        (local.get 2))
      (local.set 24
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 11
          (f32x4.pmax
            (local.get 11)
            (v128.load align=4
              (local.get 7))))
        (local.set 23
          (f32x4.sub
            (v128.load align=4
              (local.get 5))
            (local.get 10)))
        (local.set 25
          (f32x4.mul
            (v128.load align=4
              (local.get 8))
            (local.get 13)))
        (v128.store align=4
          (local.get 9)
          (local.get 25))
        (local.set 25
          (f32x4.pmax
            (local.get 23)
            (local.get 14)))
        (local.set 26
          (f32x4.relaxed_madd
            (local.get 25)
            (local.get 15)
            (local.get 16)))
        (local.set 27
          (f32x4.relaxed_madd
            (local.get 25)
            (local.get 15)
            (f32x4.sub
              (local.get 16)
              (local.get 26))))
        (local.set 23
          (f32x4.mul
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (f32x4.relaxed_madd
                      (local.get 17)
                      (local.get 27)
                      (local.get 18))
                    (local.get 27)
                    (local.get 19))
                  (local.get 27)
                  (local.get 20))
                (local.get 27)
                (local.get 21))
              (local.get 27)
              (local.get 22))
            (i32x4.shl
              (local.get 26)
              (i32.const 23))))
        (v128.store align=4
          (local.get 6)
          (local.get 23))
        (local.set 12
          (f32x4.add
            (local.get 12)
            (local.get 23)))
        (local.set 11
          (f32x4.pmax
            (local.get 11)
            (v128.load offset=16 align=4
              (local.get 7))))
        (local.set 25
          (f32x4.sub
            (v128.load offset=16 align=4
              (local.get 5))
            (local.get 10)))
        (local.set 26
          (f32x4.mul
            (v128.load offset=16 align=4
              (local.get 8))
            (local.get 13)))
        (v128.store offset=16 align=4
          (local.get 9)
          (local.get 26))
        (local.set 27
          (f32x4.pmax
            (local.get 25)
            (local.get 14)))
        (local.set 23
          (f32x4.relaxed_madd
            (local.get 27)
            (local.get 15)
            (local.get 16)))
        (local.set 26
          (f32x4.relaxed_madd
            (local.get 27)
            (local.get 15)
            (f32x4.sub
              (local.get 16)
              (local.get 23))))
        (local.set 25
          (f32x4.mul
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (f32x4.relaxed_madd
                      (local.get 17)
                      (local.get 26)
                      (local.get 18))
                    (local.get 26)
                    (local.get 19))
                  (local.get 26)
                  (local.get 20))
                (local.get 26)
                (local.get 21))
              (local.get 26)
              (local.get 22))
            (i32x4.shl
              (local.get 23)
              (i32.const 23))))
        (v128.store offset=16 align=4
          (local.get 6)
          (local.get 25))
        (local.set 12
          (f32x4.add
            (local.get 12)
            (local.get 25)))
        (local.set 5
          (i32.add
            (local.get 5)
            (i32.const 32)))
        (local.set 6
          (i32.add
            (local.get 6)
            (i32.const 32)))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.const 32)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.const 32)))
        (local.set 9
          (i32.add
            (local.get 9)
            (i32.const 32)))
        (br_if 0 (;@2;)
          (local.tee 24
            (i32.sub
              (local.get 24)
              (i32.const 1)))))
      (local.set 11
        (f32x4.pmax
          (local.get 11)
          (v128.load align=4
            (local.get 7))))
      (local.set 27
        (f32x4.sub
          (v128.load align=4
            (local.get 5))
          (local.get 10)))
      (local.set 23
        (f32x4.mul
          (v128.load align=4
            (local.get 8))
          (local.get 13)))
      (v128.store align=4
        (local.get 9)
        (local.get 23))
      (local.set 26
        (f32x4.pmax
          (local.get 27)
          (local.get 14)))
      (local.set 25
        (f32x4.relaxed_madd
          (local.get 26)
          (local.get 15)
          (local.get 16)))
      (local.set 23
        (f32x4.relaxed_madd
          (local.get 26)
          (local.get 15)
          (f32x4.sub
            (local.get 16)
            (local.get 25))))
      (local.set 27
        (f32x4.mul
          (f32x4.relaxed_madd
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (local.get 17)
                    (local.get 23)
                    (local.get 18))
                  (local.get 23)
                  (local.get 19))
                (local.get 23)
                (local.get 20))
              (local.get 23)
              (local.get 21))
            (local.get 23)
            (local.get 22))
          (i32x4.shl
            (local.get 25)
            (i32.const 23))))
      (v128.store align=4
        (local.get 6)
        (local.get 27))
      (local.set 12
        (f32x4.add
          (local.get 12)
          (local.get 27)))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 16)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 16)))
      (local.set 7
        (i32.add
          (local.get 7)
          (i32.const 16)))
      (local.set 8
        (i32.add
          (local.get 8)
          (i32.const 16)))
      (local.set 9
        (i32.add
          (local.get 9)
          (i32.const 16)))
      (local.set 26
        (local.get 12))
      (local.set 26
        (f32x4.add
          (local.get 26)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 26)
            (local.get 26))))
      (local.set 12
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.add
              (local.get 26)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 26)
                (local.get 26))))))
      (local.set 13
        (f32x4.div
          (local.get 22)
          (local.get 12)))
      (local.set 8
        (local.get 2))
      (local.set 9
        (local.get 2))
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
            (i32.const 1)))))
    (local.set 1
      (local.get 8))
    (local.set 2
      (local.get 9))
    (local.set 5
      (local.get 1))
    (local.set 6
      (local.get 2))
    (local.set 25
      (f32x4.mul
        (v128.load align=4
          (local.get 5))
        (local.get 13)))
    (v128.store align=4
      (local.get 6)
      (local.get 25))
    (local.set 23
      (f32x4.mul
        (v128.load offset=16 align=4
          (local.get 5))
        (local.get 13)))
    (v128.store offset=16 align=4
      (local.get 6)
      (local.get 23))
    (local.set 27
      (f32x4.mul
        (v128.load offset=32 align=4
          (local.get 5))
        (local.get 13)))
    (v128.store offset=32 align=4
      (local.get 6)
      (local.get 27))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 48)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 48))))
  (func (;3;) (export "f3") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128)
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
      (local.set 9
        (i32.load offset=28
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 6
          (local.get 4))
        (local.set 10
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 4)
              (i32.load offset=20
                (local.get 0)))))
        (local.set 11
          (i32.add
            (i32.add
              (local.get 3)
              (local.get 8))
            (i32.mul
              (local.get 4)
              (i32.load offset=36
                (local.get 0)))))
        (loop  ;; label = @3
          (local.set 22
            (i32.sub
              (i32.load offset=12
                (local.get 0))
              (local.get 6)))
          (local.set 23
            (local.get 10))
          (local.set 24
            (i32.add
              (local.get 23)
              (i32.load offset=20
                (local.get 0))))
          (local.set 25
            (i32.add
              (local.get 24)
              (i32.load offset=20
                (local.get 0))))
          (local.set 26
            (i32.add
              (local.get 25)
              (i32.load offset=20
                (local.get 0))))
          (local.set 27
            (i32.add
              (local.get 26)
              (i32.load offset=20
                (local.get 0))))
          (local.set 10
            (i32.add
              (local.get 27)
              (i32.load offset=20
                (local.get 0))))
          (if  ;; label = @4
            (i32.lt_s
              (local.get 22)
              (i32.const 5))
            (then
              (local.set 24
                (select
                  (local.get 24)
                  (local.get 23)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 1))))
              (local.set 25
                (select
                  (local.get 25)
                  (local.get 24)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 2))))
              (local.set 26
                (select
                  (local.get 26)
                  (local.get 25)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 3))))
              (local.set 27
                (select
                  (local.get 27)
                  (local.get 26)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 4))))))
          (local.set 28
            (local.get 7))
          (local.set 12
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 14
            (local.get 12))
          (local.set 16
            (local.get 12))
          (local.set 18
            (local.get 12))
          (local.set 20
            (local.get 12))
          (local.set 13
            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
          (local.set 15
            (local.get 13))
          (local.set 17
            (local.get 13))
          (local.set 19
            (local.get 13))
          (local.set 21
            (local.get 13))
          (local.set 30
            (i32.load offset=8
              (local.get 0)))
          (local.set 31
            (i32.load offset=16
              (local.get 0)))
          (loop  ;; label = @4
            (local.set 32
              (v128.load align=4
                (local.get 28)))
            (local.set 33
              (v128.load offset=16 align=4
                (local.get 28)))
            (local.set 34
              (v128.load32_splat
                (local.get 23)))
            (local.set 12
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 32)
                (local.get 12)))
            (local.set 13
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 33)
                (local.get 13)))
            (local.set 34
              (v128.load32_splat
                (local.get 24)))
            (local.set 14
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 32)
                (local.get 14)))
            (local.set 15
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 33)
                (local.get 15)))
            (local.set 34
              (v128.load32_splat
                (local.get 25)))
            (local.set 16
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 32)
                (local.get 16)))
            (local.set 17
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 33)
                (local.get 17)))
            (local.set 34
              (v128.load32_splat
                (local.get 26)))
            (local.set 18
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 32)
                (local.get 18)))
            (local.set 19
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 33)
                (local.get 19)))
            (local.set 34
              (v128.load32_splat
                (local.get 27)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 32)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 33)
                (local.get 21)))
            (local.set 23
              (i32.add
                (local.get 23)
                (i32.const 4)))
            (local.set 24
              (i32.add
                (local.get 24)
                (i32.const 4)))
            (local.set 25
              (i32.add
                (local.get 25)
                (i32.const 4)))
            (local.set 26
              (i32.add
                (local.get 26)
                (i32.const 4)))
            (local.set 27
              (i32.add
                (local.get 27)
                (i32.const 4)))
            (local.set 28
              (i32.add
                (local.get 28)
                (local.get 30)))
            (br_if 0 (;@4;)
              (local.tee 31
                (i32.sub
                  (local.get 31)
                  (i32.const 1)))))
          (local.set 31
            (local.get 11))
          (local.set 28
            (i32.add
              (local.get 31)
              (i32.load offset=36
                (local.get 0))))
          (local.set 29
            (i32.add
              (local.get 28)
              (i32.load offset=36
                (local.get 0))))
          (local.set 30
            (i32.add
              (local.get 29)
              (i32.load offset=36
                (local.get 0))))
          (local.set 23
            (i32.add
              (local.get 30)
              (i32.load offset=36
                (local.get 0))))
          (local.set 11
            (i32.add
              (local.get 23)
              (i32.load offset=36
                (local.get 0))))
          (if  ;; label = @4
            (i32.lt_s
              (local.get 22)
              (i32.const 5))
            (then
              (local.set 28
                (select
                  (local.get 28)
                  (local.get 31)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 1))))
              (local.set 29
                (select
                  (local.get 29)
                  (local.get 28)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 2))))
              (local.set 30
                (select
                  (local.get 30)
                  (local.get 29)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 3))))
              (local.set 23
                (select
                  (local.get 23)
                  (local.get 30)
                  (i32.gt_s
                    (local.get 22)
                    (i32.const 4))))))
          (local.set 22
            (select
              (local.get 22)
              (i32.const 5)
              (i32.lt_s
                (local.get 22)
                (i32.const 5))))
          (local.set 24
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 31)))
          (v128.store align=4
            (local.get 24)
            (local.get 12))
          (v128.store offset=16 align=4
            (local.get 24)
            (local.get 13))
          (local.set 24
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 28)))
          (v128.store align=4
            (local.get 24)
            (local.get 14))
          (v128.store offset=16 align=4
            (local.get 24)
            (local.get 15))
          (local.set 24
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 29)))
          (v128.store align=4
            (local.get 24)
            (local.get 16))
          (v128.store offset=16 align=4
            (local.get 24)
            (local.get 17))
          (local.set 24
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 30)))
          (v128.store align=4
            (local.get 24)
            (local.get 18))
          (v128.store offset=16 align=4
            (local.get 24)
            (local.get 19))
          (local.set 24
            (i32.add
              (i32.load offset=24
                (local.get 0))
              (local.get 23)))
          (v128.store align=4
            (local.get 24)
            (local.get 20))
          (v128.store offset=16 align=4
            (local.get 24)
            (local.get 21))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 6
                (i32.add
                  (local.get 6)
                  (i32.const 5)))
              (local.get 5))))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.const 32)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.const 32)))
        (br_if 0 (;@2;)
          (local.tee 9
            (i32.sub
              (local.get 9)
              (i32.const 1)))))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 4
            (local.get 5))
          (i32.load offset=12
            (local.get 0)))))))
