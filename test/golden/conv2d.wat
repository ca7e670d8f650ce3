;; conv2d [1,6,6,8] 3×3 → 8 stride 1×1 dilation 1 pads valid, bias, relu6
;; f0: gemm [true,true,{"spec":{"rows":"pixels","padded":false,"runs":"row","panels":"packed","batched":false,"fetches":false,"aligned":"whole","exact":true,"steps":{"unroll":24,"looped":false},"whole":true,"tail":0,"width":4,"fused":true},"tile":[4,8],"epilogue":{"expressions":"%0;0;max(0,1);6;min(2,3)=>4","operands":[{"argument":1,"kind":"channel","padded":true}],"bias":1},"at":{"a":0,"b":4,"m":8,"run":12,"origin":16,"stepX":20,"wrap":24,"rowSkip":28,"tapSkip":32,"tapX":36,"tapY":40,"zeros":44,"strideX":48,"strideY":52,"startX":56,"startY":60,"endX":64,"insideX":68,"insideY":72,"height":76,"width":80,"rowSteps":84,"rowBytes":88,"dilationX":92,"dilationY":96,"reachX":100,"reachY":104,"kernelX":108,"kernelY":112,"depth":116,"tileBytes":120,"tileX":124,"tileOutput":128,"lastX":132,"insideTile":136,"overBytes":140,"overOutput":144,"operand1":148,"output0":152,"wholePanels":156,"mc":160,"panelStride":164,"outputStride":168}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128)
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
    (local.set 13
      (i32.add
        (i32.load offset=16
          (local.get 0))
        (local.get 1)))
    (local.set 14
      (i32.load offset=56
        (local.get 0)))
    (local.set 15
      (i32.load offset=60
        (local.get 0)))
    (local.set 16
      (i32.mul
        (local.get 3)
        (i32.const 0)))
    (loop  ;; label = @1
      (local.set 5
        (select
          (local.tee 5
            (i32.add
              (i32.load offset=160
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
      (local.set 17
        (i32.load offset=156
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 6
          (local.get 4))
        (local.set 9
          (local.get 13))
        (local.set 10
          (local.get 14))
        (local.set 11
          (local.get 15))
        (local.set 12
          (local.get 16))
        (loop  ;; label = @3
          (local.set 19
            (i32.add
              (i32.add
                (local.get 12)
                (local.get 8))
              (local.get 3)))
          (local.set 28
            (local.get 9))
          (local.set 29
            (i32.add
              (local.get 28)
              (i32.load offset=20
                (local.get 0))))
          (local.set 30
            (i32.add
              (local.get 29)
              (i32.load offset=20
                (local.get 0))))
          (local.set 31
            (i32.add
              (local.get 30)
              (i32.load offset=20
                (local.get 0))))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.load offset=120
                (local.get 0))))
          (local.set 10
            (i32.add
              (local.get 10)
              (i32.load offset=124
                (local.get 0))))
          (local.set 12
            (i32.add
              (local.get 12)
              (i32.load offset=128
                (local.get 0))))
          (if  ;; label = @4
            (i32.gt_s
              (local.get 10)
              (i32.load offset=132
                (local.get 0)))
            (then
              (local.set 10
                (i32.load offset=56
                  (local.get 0)))
              (local.set 9
                (i32.add
                  (local.get 9)
                  (i32.load offset=24
                    (local.get 0))))
              (local.set 11
                (i32.add
                  (local.get 11)
                  (i32.load offset=52
                    (local.get 0))))))
          (local.set 32
            (local.get 7))
          (local.set 33
            (i32.add
              (i32.load offset=148
                (local.get 0))
              (local.get 8)))
          (local.set 20
            (v128.load align=4
              (local.get 33)))
          (local.set 22
            (local.get 20))
          (local.set 24
            (local.get 20))
          (local.set 26
            (local.get 20))
          (local.set 21
            (v128.load offset=16 align=4
              (local.get 33)))
          (local.set 23
            (local.get 21))
          (local.set 25
            (local.get 21))
          (local.set 27
            (local.get 21))
          (local.set 35
            (i32.load offset=112
              (local.get 0)))
          (loop  ;; label = @4
            (local.set 36
              (v128.load align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=16 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=32 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=48 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=4
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=4
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=4
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=4
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=64 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=80 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=8
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=8
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=8
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=8
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=96 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=112 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=12
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=12
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=12
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=12
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=128 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=144 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=16
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=16
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=16
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=16
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=160 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=176 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=20
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=20
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=20
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=20
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=192 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=208 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=24
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=24
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=24
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=24
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=224 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=240 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=28
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=28
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=28
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=28
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=256 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=272 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=32
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=32
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=32
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=32
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=288 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=304 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=36
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=36
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=36
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=36
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=320 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=336 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=40
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=40
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=40
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=40
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=352 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=368 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=44
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=44
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=44
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=44
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=384 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=400 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=48
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=48
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=48
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=48
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=416 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=432 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=52
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=52
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=52
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=52
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=448 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=464 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=56
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=56
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=56
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=56
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=480 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=496 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=60
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=60
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=60
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=60
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=512 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=528 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=64
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=64
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=64
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=64
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=544 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=560 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=68
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=68
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=68
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=68
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=576 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=592 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=72
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=72
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=72
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=72
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=608 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=624 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=76
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=76
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=76
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=76
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=640 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=656 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=80
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=80
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=80
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=80
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 36
              (v128.load offset=672 align=4
                (local.get 32)))
            (local.set 37
              (v128.load offset=688 align=4
                (local.get 32)))
            (local.set 38
              (v128.load32_splat offset=84
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 21)))
            (local.set 38
              (v128.load32_splat offset=84
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 23)))
            (local.set 38
              (v128.load32_splat offset=84
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 25)))
            (local.set 38
              (v128.load32_splat offset=84
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 36)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 38)
                (local.get 37)
                (local.get 27)))
            (local.set 38
              (v128.load offset=704 align=4
                (local.get 32)))
            (local.set 36
              (v128.load offset=720 align=4
                (local.get 32)))
            (local.set 37
              (v128.load32_splat offset=88
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 21)))
            (local.set 37
              (v128.load32_splat offset=88
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 23)))
            (local.set 37
              (v128.load32_splat offset=88
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 25)))
            (local.set 37
              (v128.load32_splat offset=88
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 38)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 36)
                (local.get 27)))
            (local.set 37
              (v128.load offset=736 align=4
                (local.get 32)))
            (local.set 38
              (v128.load offset=752 align=4
                (local.get 32)))
            (local.set 36
              (v128.load32_splat offset=92
                (local.get 28)))
            (local.set 20
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 20)))
            (local.set 21
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 21)))
            (local.set 36
              (v128.load32_splat offset=92
                (local.get 29)))
            (local.set 22
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 22)))
            (local.set 23
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 23)))
            (local.set 36
              (v128.load32_splat offset=92
                (local.get 30)))
            (local.set 24
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 24)))
            (local.set 25
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 25)))
            (local.set 36
              (v128.load32_splat offset=92
                (local.get 31)))
            (local.set 26
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 37)
                (local.get 26)))
            (local.set 27
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 27)))
            (local.set 28
              (i32.add
                (local.get 28)
                (i32.const 96)))
            (local.set 29
              (i32.add
                (local.get 29)
                (i32.const 96)))
            (local.set 30
              (i32.add
                (local.get 30)
                (i32.const 96)))
            (local.set 31
              (i32.add
                (local.get 31)
                (i32.const 96)))
            (local.set 32
              (i32.add
                (local.get 32)
                (i32.const 768)))
            (local.set 28
              (i32.add
                (local.get 28)
                (i32.load offset=28
                  (local.get 0))))
            (local.set 29
              (i32.add
                (local.get 29)
                (i32.load offset=28
                  (local.get 0))))
            (local.set 30
              (i32.add
                (local.get 30)
                (i32.load offset=28
                  (local.get 0))))
            (local.set 31
              (i32.add
                (local.get 31)
                (i32.load offset=28
                  (local.get 0))))
            (br_if 0 (;@4;)
              (local.tee 35
                (i32.sub
                  (local.get 35)
                  (i32.const 1)))))
          (local.set 35
            (local.get 19))
          (local.set 32
            (i32.add
              (local.get 35)
              (i32.load offset=168
                (local.get 0))))
          (local.set 33
            (i32.add
              (local.get 32)
              (i32.load offset=168
                (local.get 0))))
          (local.set 34
            (i32.add
              (local.get 33)
              (i32.load offset=168
                (local.get 0))))
          (local.set 19
            (i32.add
              (local.get 34)
              (i32.load offset=168
                (local.get 0))))
          (local.set 36
            (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
          (local.set 20
            (f32x4.pmin
              (f32x4.pmax
                (local.get 20)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 22
            (f32x4.pmin
              (f32x4.pmax
                (local.get 22)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 24
            (f32x4.pmin
              (f32x4.pmax
                (local.get 24)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 26
            (f32x4.pmin
              (f32x4.pmax
                (local.get 26)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 21
            (f32x4.pmin
              (f32x4.pmax
                (local.get 21)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 23
            (f32x4.pmin
              (f32x4.pmax
                (local.get 23)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 25
            (f32x4.pmin
              (f32x4.pmax
                (local.get 25)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 27
            (f32x4.pmin
              (f32x4.pmax
                (local.get 27)
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.get 36)))
          (local.set 30
            (i32.add
              (i32.load offset=152
                (local.get 0))
              (local.get 35)))
          (v128.store align=4
            (local.get 30)
            (local.get 20))
          (v128.store offset=16 align=4
            (local.get 30)
            (local.get 21))
          (local.set 30
            (i32.add
              (i32.load offset=152
                (local.get 0))
              (local.get 32)))
          (v128.store align=4
            (local.get 30)
            (local.get 22))
          (v128.store offset=16 align=4
            (local.get 30)
            (local.get 23))
          (local.set 30
            (i32.add
              (i32.load offset=152
                (local.get 0))
              (local.get 33)))
          (v128.store align=4
            (local.get 30)
            (local.get 24))
          (v128.store offset=16 align=4
            (local.get 30)
            (local.get 25))
          (local.set 30
            (i32.add
              (i32.load offset=152
                (local.get 0))
              (local.get 34)))
          (v128.store align=4
            (local.get 30)
            (local.get 26))
          (v128.store offset=16 align=4
            (local.get 30)
            (local.get 27))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 6
                (i32.add
                  (local.get 6)
                  (i32.const 4)))
              (local.get 5))))
        (local.set 7
          (i32.add
            (local.get 7)
            (i32.load offset=164
              (local.get 0))))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.const 32)))
        (br_if 0 (;@2;)
          (local.tee 17
            (i32.sub
              (local.get 17)
              (i32.const 1)))))
      (local.set 13
        (local.get 9))
      (local.set 14
        (local.get 10))
      (local.set 15
        (local.get 11))
      (local.set 16
        (local.get 12))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 4
            (local.get 5))
          (i32.load offset=8
            (local.get 0)))))))
