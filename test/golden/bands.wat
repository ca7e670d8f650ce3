;; conv2d [1,128,128,4] 1×1 → 64 stride 1×1 dilation 1 pads same, bias, relu6, then depthwise [1,128,128,64] 3×3 stride 2×2 dilation 1 pads valid, bias, relu6
;; f0: bands [true,true,{"keyA":"gemm [true,true,{\"spec\":{\"rows\":\"row\",\"padded\":false,\"runs\":\"window\",\"panels\":\"packed\",\"batched\":false,\"fetches\":false,\"exact\":false,\"steps\":{\"unroll\":4,\"looped\":false},\"whole\":true,\"tail\":0,\"width\":4,\"fused\":true},\"tile\":[6,8],\"epilogue\":{\"expressions\":\"%0;0;max(0,1);6;min(2,3)=>4\",\"operands\":[{\"argument\":1,\"kind\":\"channel\",\"padded\":true}],\"bias\":1},\"at\":{\"a\":0,\"b\":4,\"m\":8,\"run\":12,\"rowStride\":16,\"operand1\":20,\"output0\":24,\"wholePanels\":28,\"mc\":32,\"panelStride\":36,\"outputStride\":40}}]","keyB":"depthwise [true,true,{\"spec\":{\"kernel\":[3,3],\"strides\":[2,2],\"dilations\":[1,1],\"xt\":4,\"yt\":1,\"vectors\":2,\"classes\":[[0,0]],\"width\":4,\"fetch\":true,\"down\":false,\"blocked\":false,\"fused\":true,\"pixel\":256,\"pixelOut\":256},\"epilogue\":{\"expressions\":\"%0;0;max(0,1);6;min(2,3)=>4\",\"operands\":[{\"argument\":1,\"kind\":\"channel\",\"padded\":true}],\"bias\":1},\"at\":{\"x\":0,\"weights\":4,\"images\":8,\"rows\":12,\"height\":16,\"groups\":20,\"stepY\":24,\"startY\":28,\"row\":32,\"outputRow\":36,\"outputStep\":40,\"image\":44,\"firstChannel\":48,\"lastChannel\":52,\"fetchEnd\":56,\"operand1\":60,\"output0\":64,\"first0\":68,\"last0\":72,\"firstOutput0\":76,\"lastOutput0\":80}}]","at":{"band":0,"bands":4,"height":8,"outRows":12,"rows":16,"stride":20,"reach":24,"before":28,"rowBytes":32,"map":36,"words":40,"unitsA":44,"unitsB":48,"countA":52,"countB":56},"sideA":{"at":60,"count":68,"patches":[[60,104,108,false],[84,112,116,true]]},"sideB":{"at":120,"count":132,"patches":[[120,204,null,true],[148,208,212,false],[176,216,null,true],[184,220,224,false]]},"size":228}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (memory.copy
      (local.tee 1
        (i32.load offset=40
          (local.get 0)))
      (local.get 0)
      (i32.const 228))
    (local.set 0
      (local.get 1))
    (local.set 2
      (i32.load
        (local.get 0)))
    (local.set 3
      (i32.load offset=4
        (local.get 0)))
    (local.set 9
      (i32.const -1))
    (loop  ;; label = @1
      (local.set 5
        (i32.add
          (local.tee 4
            (i32.mul
              (local.get 2)
              (i32.load offset=8
                (local.get 0))))
          (i32.load offset=8
            (local.get 0))))
      (local.set 12
        (i32.load offset=12
          (local.get 0)))
      (local.set 5
        (select
          (local.get 5)
          (local.get 12)
          (i32.lt_s
            (local.get 5)
            (local.get 12))))
      (local.set 6
        (select
          (local.tee 6
            (i32.sub
              (i32.mul
                (local.get 4)
                (i32.load offset=20
                  (local.get 0)))
              (i32.load offset=28
                (local.get 0))))
          (i32.const 0)
          (i32.gt_s
            (local.get 6)
            (i32.const 0))))
      (local.set 7
        (i32.add
          (i32.sub
            (i32.mul
              (i32.sub
                (local.get 5)
                (i32.const 1))
              (i32.load offset=20
                (local.get 0)))
            (i32.load offset=28
              (local.get 0)))
          (i32.load offset=24
            (local.get 0))))
      (local.set 12
        (i32.load offset=16
          (local.get 0)))
      (local.set 7
        (select
          (local.get 7)
          (local.get 12)
          (i32.lt_s
            (local.get 7)
            (local.get 12))))
      (if  ;; label = @2
        (i32.or
          (i32.lt_s
            (local.get 9)
            (i32.const 0))
          (i32.lt_s
            (local.get 8)
            (local.get 6)))
        (then
          (local.set 8
            (local.get 6)))
        (else
          (memory.copy
            (i32.load offset=36
              (local.get 0))
            (i32.add
              (i32.load offset=36
                (local.get 0))
              (i32.mul
                (i32.sub
                  (local.get 6)
                  (local.get 9))
                (i32.load offset=32
                  (local.get 0))))
            (i32.mul
              (i32.sub
                (local.get 8)
                (local.get 6))
              (i32.load offset=32
                (local.get 0))))))
      (if  ;; label = @2
        (i32.gt_s
          (local.tee 11
            (i32.sub
              (local.get 7)
              (local.get 8)))
          (i32.const 0))
        (then
          (local.set 10
            (local.get 8))
          (i32.store offset=68
            (local.get 1)
            (i32.mul
              (local.get 11)
              (i32.load offset=52
                (local.get 0))))
          (local.set 10
            (i32.mul
              (local.get 10)
              (i32.load offset=44
                (local.get 0))))
          (i32.store offset=60
            (local.get 1)
            (i32.add
              (i32.load offset=104
                (local.get 1))
              (i32.mul
                (local.get 10)
                (i32.load offset=108
                  (local.get 1)))))
          (i32.store offset=84
            (local.get 1)
            (i32.sub
              (i32.add
                (i32.load offset=112
                  (local.get 1))
                (i32.mul
                  (local.get 10)
                  (i32.load offset=116
                    (local.get 1))))
              (i32.mul
                (local.get 6)
                (i32.load offset=32
                  (local.get 0)))))
          (local.set 0
            (i32.add
              (local.get 1)
              (i32.const 60)))
          (local.set 13
            (i32.load
              (local.get 0)))
          (local.set 14
            (i32.load offset=4
              (local.get 0)))
          (local.set 15
            (i32.const 0))
          (local.set 16
            (i32.const 0))
          (loop  ;; label = @3
            (local.set 17
              (select
                (local.tee 17
                  (i32.add
                    (i32.load offset=32
                      (local.get 0))
                    (local.get 16)))
                (i32.load offset=8
                  (local.get 0))
                (i32.lt_s
                  (local.get 17)
                  (i32.load offset=8
                    (local.get 0)))))
            (local.set 19
              (local.get 14))
            (local.set 20
              (i32.const 0))
            (local.set 21
              (i32.load offset=28
                (local.get 0)))
            (loop  ;; label = @4
              (local.set 18
                (local.get 16))
              (local.set 22
                (i32.add
                  (local.get 13)
                  (i32.mul
                    (local.get 16)
                    (i32.load offset=16
                      (local.get 0)))))
              (local.set 23
                (i32.add
                  (i32.add
                    (local.get 15)
                    (local.get 20))
                  (i32.mul
                    (local.get 16)
                    (i32.load offset=40
                      (local.get 0)))))
              (loop  ;; label = @5
                (local.set 36
                  (i32.sub
                    (i32.load offset=8
                      (local.get 0))
                    (local.get 18)))
                (local.set 37
                  (local.get 22))
                (local.set 38
                  (i32.add
                    (local.get 37)
                    (i32.load offset=16
                      (local.get 0))))
                (local.set 39
                  (i32.add
                    (local.get 38)
                    (i32.load offset=16
                      (local.get 0))))
                (local.set 40
                  (i32.add
                    (local.get 39)
                    (i32.load offset=16
                      (local.get 0))))
                (local.set 41
                  (i32.add
                    (local.get 40)
                    (i32.load offset=16
                      (local.get 0))))
                (local.set 42
                  (i32.add
                    (local.get 41)
                    (i32.load offset=16
                      (local.get 0))))
                (local.set 22
                  (i32.add
                    (local.get 42)
                    (i32.load offset=16
                      (local.get 0))))
                (if  ;; label = @6
                  (i32.lt_s
                    (local.get 36)
                    (i32.const 6))
                  (then
                    (local.set 38
                      (select
                        (local.get 38)
                        (local.get 37)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 1))))
                    (local.set 39
                      (select
                        (local.get 39)
                        (local.get 38)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 2))))
                    (local.set 40
                      (select
                        (local.get 40)
                        (local.get 39)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 3))))
                    (local.set 41
                      (select
                        (local.get 41)
                        (local.get 40)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 4))))
                    (local.set 42
                      (select
                        (local.get 42)
                        (local.get 41)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 5))))))
                (local.set 43
                  (local.get 19))
                (local.set 44
                  (i32.add
                    (i32.load offset=20
                      (local.get 0))
                    (local.get 20)))
                (local.set 24
                  (v128.load align=4
                    (local.get 44)))
                (local.set 26
                  (local.get 24))
                (local.set 28
                  (local.get 24))
                (local.set 30
                  (local.get 24))
                (local.set 32
                  (local.get 24))
                (local.set 34
                  (local.get 24))
                (local.set 25
                  (v128.load offset=16 align=4
                    (local.get 44)))
                (local.set 27
                  (local.get 25))
                (local.set 29
                  (local.get 25))
                (local.set 31
                  (local.get 25))
                (local.set 33
                  (local.get 25))
                (local.set 35
                  (local.get 25))
                (local.set 46
                  (v128.load align=4
                    (local.get 43)))
                (local.set 47
                  (v128.load offset=16 align=4
                    (local.get 43)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 37)))
                (local.set 24
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 24)))
                (local.set 25
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 25)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 38)))
                (local.set 26
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 26)))
                (local.set 27
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 27)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 39)))
                (local.set 28
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 28)))
                (local.set 29
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 29)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 40)))
                (local.set 30
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 30)))
                (local.set 31
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 31)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 41)))
                (local.set 32
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 32)))
                (local.set 33
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 33)))
                (local.set 48
                  (v128.load32_splat
                    (local.get 42)))
                (local.set 34
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 34)))
                (local.set 35
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 35)))
                (local.set 48
                  (v128.load offset=32 align=4
                    (local.get 43)))
                (local.set 46
                  (v128.load offset=48 align=4
                    (local.get 43)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 37)))
                (local.set 24
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 24)))
                (local.set 25
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 25)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 38)))
                (local.set 26
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 26)))
                (local.set 27
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 27)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 39)))
                (local.set 28
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 28)))
                (local.set 29
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 29)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 40)))
                (local.set 30
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 30)))
                (local.set 31
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 31)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 41)))
                (local.set 32
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 32)))
                (local.set 33
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 33)))
                (local.set 47
                  (v128.load32_splat offset=4
                    (local.get 42)))
                (local.set 34
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 48)
                    (local.get 34)))
                (local.set 35
                  (f32x4.relaxed_madd
                    (local.get 47)
                    (local.get 46)
                    (local.get 35)))
                (local.set 47
                  (v128.load offset=64 align=4
                    (local.get 43)))
                (local.set 48
                  (v128.load offset=80 align=4
                    (local.get 43)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 37)))
                (local.set 24
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 24)))
                (local.set 25
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 25)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 38)))
                (local.set 26
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 26)))
                (local.set 27
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 27)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 39)))
                (local.set 28
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 28)))
                (local.set 29
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 29)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 40)))
                (local.set 30
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 30)))
                (local.set 31
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 31)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 41)))
                (local.set 32
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 32)))
                (local.set 33
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 33)))
                (local.set 46
                  (v128.load32_splat offset=8
                    (local.get 42)))
                (local.set 34
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 47)
                    (local.get 34)))
                (local.set 35
                  (f32x4.relaxed_madd
                    (local.get 46)
                    (local.get 48)
                    (local.get 35)))
                (local.set 46
                  (v128.load offset=96 align=4
                    (local.get 43)))
                (local.set 47
                  (v128.load offset=112 align=4
                    (local.get 43)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 37)))
                (local.set 24
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 24)))
                (local.set 25
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 25)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 38)))
                (local.set 26
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 26)))
                (local.set 27
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 27)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 39)))
                (local.set 28
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 28)))
                (local.set 29
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 29)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 40)))
                (local.set 30
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 30)))
                (local.set 31
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 31)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 41)))
                (local.set 32
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 32)))
                (local.set 33
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 33)))
                (local.set 48
                  (v128.load32_splat offset=12
                    (local.get 42)))
                (local.set 34
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 46)
                    (local.get 34)))
                (local.set 35
                  (f32x4.relaxed_madd
                    (local.get 48)
                    (local.get 47)
                    (local.get 35)))
                (local.set 37
                  (i32.add
                    (local.get 37)
                    (i32.const 16)))
                (local.set 38
                  (i32.add
                    (local.get 38)
                    (i32.const 16)))
                (local.set 39
                  (i32.add
                    (local.get 39)
                    (i32.const 16)))
                (local.set 40
                  (i32.add
                    (local.get 40)
                    (i32.const 16)))
                (local.set 41
                  (i32.add
                    (local.get 41)
                    (i32.const 16)))
                (local.set 42
                  (i32.add
                    (local.get 42)
                    (i32.const 16)))
                (local.set 43
                  (i32.add
                    (local.get 43)
                    (i32.const 128)))
                (local.set 43
                  (local.get 23))
                (local.set 44
                  (i32.add
                    (local.get 43)
                    (i32.load offset=40
                      (local.get 0))))
                (local.set 45
                  (i32.add
                    (local.get 44)
                    (i32.load offset=40
                      (local.get 0))))
                (local.set 37
                  (i32.add
                    (local.get 45)
                    (i32.load offset=40
                      (local.get 0))))
                (local.set 38
                  (i32.add
                    (local.get 37)
                    (i32.load offset=40
                      (local.get 0))))
                (local.set 39
                  (i32.add
                    (local.get 38)
                    (i32.load offset=40
                      (local.get 0))))
                (local.set 23
                  (i32.add
                    (local.get 39)
                    (i32.load offset=40
                      (local.get 0))))
                (if  ;; label = @6
                  (i32.lt_s
                    (local.get 36)
                    (i32.const 6))
                  (then
                    (local.set 44
                      (select
                        (local.get 44)
                        (local.get 43)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 1))))
                    (local.set 45
                      (select
                        (local.get 45)
                        (local.get 44)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 2))))
                    (local.set 37
                      (select
                        (local.get 37)
                        (local.get 45)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 3))))
                    (local.set 38
                      (select
                        (local.get 38)
                        (local.get 37)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 4))))
                    (local.set 39
                      (select
                        (local.get 39)
                        (local.get 38)
                        (i32.gt_s
                          (local.get 36)
                          (i32.const 5))))))
                (local.set 36
                  (select
                    (local.get 36)
                    (i32.const 6)
                    (i32.lt_s
                      (local.get 36)
                      (i32.const 6))))
                (local.set 48
                  (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                (local.set 24
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 24)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 26
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 26)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 28
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 28)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 30
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 30)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 32
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 32)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 34
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 34)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 25
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 25)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 27
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 27)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 29
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 29)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 31
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 31)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 33
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 33)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 35
                  (f32x4.pmin
                    (f32x4.pmax
                      (local.get 35)
                      (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                    (local.get 48)))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 43)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 24))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 25))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 44)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 26))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 27))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 45)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 28))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 29))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 37)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 30))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 31))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 38)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 32))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 33))
                (local.set 42
                  (i32.add
                    (i32.load offset=24
                      (local.get 0))
                    (local.get 39)))
                (v128.store align=4
                  (local.get 42)
                  (local.get 34))
                (v128.store offset=16 align=4
                  (local.get 42)
                  (local.get 35))
                (br_if 0 (;@5;)
                  (i32.lt_s
                    (local.tee 18
                      (i32.add
                        (local.get 18)
                        (i32.const 6)))
                    (local.get 17))))
              (local.set 19
                (i32.add
                  (local.get 19)
                  (i32.load offset=36
                    (local.get 0))))
              (local.set 20
                (i32.add
                  (local.get 20)
                  (i32.const 32)))
              (br_if 0 (;@4;)
                (local.tee 21
                  (i32.sub
                    (local.get 21)
                    (i32.const 1)))))
            (br_if 0 (;@3;)
              (i32.lt_s
                (local.tee 16
                  (local.get 17))
                (i32.load offset=8
                  (local.get 0)))))
          (local.set 0
            (local.get 1))
          (local.set 8
            (local.get 7))))
      (local.set 10
        (local.get 4))
      (local.set 11
        (i32.sub
          (local.get 5)
          (local.get 4)))
      (i32.store offset=132
        (local.get 1)
        (i32.mul
          (local.get 11)
          (i32.load offset=56
            (local.get 0))))
      (local.set 10
        (i32.mul
          (local.get 10)
          (i32.load offset=48
            (local.get 0))))
      (i32.store offset=120
        (local.get 1)
        (i32.sub
          (i32.load offset=204
            (local.get 1))
          (i32.mul
            (local.get 6)
            (i32.load offset=32
              (local.get 0)))))
      (i32.store offset=148
        (local.get 1)
        (i32.add
          (i32.load offset=208
            (local.get 1))
          (i32.mul
            (local.get 10)
            (i32.load offset=212
              (local.get 1)))))
      (i32.store offset=176
        (local.get 1)
        (i32.sub
          (i32.load offset=216
            (local.get 1))
          (i32.mul
            (local.get 6)
            (i32.load offset=32
              (local.get 0)))))
      (i32.store offset=184
        (local.get 1)
        (i32.add
          (i32.load offset=220
            (local.get 1))
          (i32.mul
            (local.get 10)
            (i32.load offset=224
              (local.get 1)))))
      (local.set 0
        (i32.add
          (local.get 1)
          (i32.const 120)))
      (local.set 41
        (i32.load
          (local.get 0)))
      (local.set 37
        (i32.const 0))
      (local.set 45
        (i32.load offset=8
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 42
          (i32.load offset=28
            (local.get 0)))
        (local.set 43
          (i32.load offset=12
            (local.get 0)))
        (local.set 40
          (local.get 37))
        (loop  ;; label = @3
          (local.set 16
            (i32.lt_u
              (local.tee 50
                (i32.add
                  (local.get 42)
                  (i32.const 0)))
              (i32.load offset=16
                (local.get 0))))
          (local.set 13
            (i32.add
              (local.get 41)
              (i32.mul
                (local.get 50)
                (i32.load offset=32
                  (local.get 0)))))
          (local.set 17
            (i32.lt_u
              (local.tee 50
                (i32.add
                  (local.get 42)
                  (i32.const 1)))
              (i32.load offset=16
                (local.get 0))))
          (local.set 14
            (i32.add
              (local.get 41)
              (i32.mul
                (local.get 50)
                (i32.load offset=32
                  (local.get 0)))))
          (local.set 18
            (i32.lt_u
              (local.tee 50
                (i32.add
                  (local.get 42)
                  (i32.const 2)))
              (i32.load offset=16
                (local.get 0))))
          (local.set 15
            (i32.add
              (local.get 41)
              (i32.mul
                (local.get 50)
                (i32.load offset=32
                  (local.get 0)))))
          (local.set 21
            (i32.and
              (i32.and
                (local.get 16)
                (local.get 17))
              (local.get 18)))
          (local.set 38
            (i32.load offset=68
              (local.get 0)))
          (local.set 39
            (i32.load offset=76
              (local.get 0)))
          (block  ;; label = @4
            (loop  ;; label = @5
              (local.set 50
                (i32.add
                  (local.get 40)
                  (local.get 39)))
              (local.set 19
                (i32.add
                  (local.get 13)
                  (local.get 38)))
              (local.set 20
                (i32.add
                  (local.get 14)
                  (local.get 38)))
              (local.set 49
                (i32.add
                  (local.get 15)
                  (local.get 38)))
              (local.set 22
                (i32.load offset=4
                  (local.get 0)))
              (local.set 44
                (i32.load offset=20
                  (local.get 0)))
              (local.set 36
                (i32.load offset=48
                  (local.get 0)))
              (local.set 51
                (i32.add
                  (local.get 20)
                  (i32.const 2048)))
              (local.set 52
                (i32.load offset=56
                  (local.get 0)))
              (local.set 51
                (select
                  (local.get 51)
                  (local.get 52)
                  (i32.lt_u
                    (local.get 51)
                    (local.get 52))))
              (local.set 52
                (i32.add
                  (local.get 49)
                  (i32.const 2048)))
              (local.set 53
                (i32.load offset=56
                  (local.get 0)))
              (local.set 52
                (select
                  (local.get 52)
                  (local.get 53)
                  (i32.lt_u
                    (local.get 52)
                    (local.get 53))))
              (if  ;; label = @6
                (local.get 21)
                (then
                  (loop  ;; label = @7
                    (drop
                      (i32.load
                        (local.get 51)))
                    (drop
                      (i32.load offset=64
                        (local.get 51)))
                    (drop
                      (i32.load offset=128
                        (local.get 51)))
                    (drop
                      (i32.load offset=192
                        (local.get 51)))
                    (local.set 51
                      (i32.add
                        (local.get 51)
                        (i32.const 256)))
                    (drop
                      (i32.load
                        (local.get 52)))
                    (drop
                      (i32.load offset=64
                        (local.get 52)))
                    (drop
                      (i32.load offset=128
                        (local.get 52)))
                    (drop
                      (i32.load offset=192
                        (local.get 52)))
                    (local.set 52
                      (i32.add
                        (local.get 52)
                        (i32.const 256)))
                    (local.set 53
                      (i32.add
                        (i32.load offset=60
                          (local.get 0))
                        (local.get 36)))
                    (local.set 46
                      (v128.load align=4
                        (local.get 53)))
                    (local.set 48
                      (local.get 46))
                    (local.set 25
                      (local.get 46))
                    (local.set 27
                      (local.get 46))
                    (local.set 47
                      (v128.load offset=16 align=4
                        (local.get 53)))
                    (local.set 24
                      (local.get 47))
                    (local.set 26
                      (local.get 47))
                    (local.set 28
                      (local.get 47))
                    (local.set 29
                      (v128.load align=4
                        (local.get 22)))
                    (local.set 30
                      (v128.load offset=16 align=4
                        (local.get 22)))
                    (local.set 31
                      (v128.load offset=32 align=4
                        (local.get 22)))
                    (local.set 32
                      (v128.load offset=48 align=4
                        (local.get 22)))
                    (local.set 33
                      (v128.load offset=64 align=4
                        (local.get 22)))
                    (local.set 34
                      (v128.load offset=80 align=4
                        (local.get 22)))
                    (local.set 23
                      (i32.add
                        (local.get 19)
                        (local.get 36)))
                    (local.set 35
                      (v128.load align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 29)
                        (local.get 46)))
                    (local.set 35
                      (v128.load offset=16 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 30)
                        (local.get 47)))
                    (local.set 35
                      (v128.load offset=256 align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 31)
                        (local.get 46)))
                    (local.set 35
                      (v128.load offset=272 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 32)
                        (local.get 47)))
                    (local.set 35
                      (v128.load offset=512 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 29)
                        (local.get 48)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 33)
                        (local.get 46)))
                    (local.set 35
                      (v128.load offset=528 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 30)
                        (local.get 24)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 34)
                        (local.get 47)))
                    (local.set 35
                      (v128.load offset=768 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 31)
                        (local.get 48)))
                    (local.set 35
                      (v128.load offset=784 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 32)
                        (local.get 24)))
                    (local.set 35
                      (v128.load offset=1024 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 29)
                        (local.get 25)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 33)
                        (local.get 48)))
                    (local.set 35
                      (v128.load offset=1040 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 30)
                        (local.get 26)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 34)
                        (local.get 24)))
                    (local.set 35
                      (v128.load offset=1280 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 31)
                        (local.get 25)))
                    (local.set 35
                      (v128.load offset=1296 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 32)
                        (local.get 26)))
                    (local.set 35
                      (v128.load offset=1536 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 29)
                        (local.get 27)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 33)
                        (local.get 25)))
                    (local.set 35
                      (v128.load offset=1552 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 30)
                        (local.get 28)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 34)
                        (local.get 26)))
                    (local.set 35
                      (v128.load offset=1792 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 31)
                        (local.get 27)))
                    (local.set 35
                      (v128.load offset=1808 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 32)
                        (local.get 28)))
                    (local.set 35
                      (v128.load offset=2048 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 33)
                        (local.get 27)))
                    (local.set 35
                      (v128.load offset=2064 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 35)
                        (local.get 34)
                        (local.get 28)))
                    (local.set 35
                      (v128.load offset=96 align=4
                        (local.get 22)))
                    (local.set 29
                      (v128.load offset=112 align=4
                        (local.get 22)))
                    (local.set 30
                      (v128.load offset=128 align=4
                        (local.get 22)))
                    (local.set 31
                      (v128.load offset=144 align=4
                        (local.get 22)))
                    (local.set 32
                      (v128.load offset=160 align=4
                        (local.get 22)))
                    (local.set 33
                      (v128.load offset=176 align=4
                        (local.get 22)))
                    (local.set 23
                      (i32.add
                        (local.get 20)
                        (local.get 36)))
                    (local.set 34
                      (v128.load align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 35)
                        (local.get 46)))
                    (local.set 34
                      (v128.load offset=16 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 29)
                        (local.get 47)))
                    (local.set 34
                      (v128.load offset=256 align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 30)
                        (local.get 46)))
                    (local.set 34
                      (v128.load offset=272 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 31)
                        (local.get 47)))
                    (local.set 34
                      (v128.load offset=512 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 35)
                        (local.get 48)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 32)
                        (local.get 46)))
                    (local.set 34
                      (v128.load offset=528 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 29)
                        (local.get 24)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 33)
                        (local.get 47)))
                    (local.set 34
                      (v128.load offset=768 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 30)
                        (local.get 48)))
                    (local.set 34
                      (v128.load offset=784 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 31)
                        (local.get 24)))
                    (local.set 34
                      (v128.load offset=1024 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 35)
                        (local.get 25)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 32)
                        (local.get 48)))
                    (local.set 34
                      (v128.load offset=1040 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 29)
                        (local.get 26)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 33)
                        (local.get 24)))
                    (local.set 34
                      (v128.load offset=1280 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 30)
                        (local.get 25)))
                    (local.set 34
                      (v128.load offset=1296 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 31)
                        (local.get 26)))
                    (local.set 34
                      (v128.load offset=1536 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 35)
                        (local.get 27)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 32)
                        (local.get 25)))
                    (local.set 34
                      (v128.load offset=1552 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 29)
                        (local.get 28)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 33)
                        (local.get 26)))
                    (local.set 34
                      (v128.load offset=1792 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 30)
                        (local.get 27)))
                    (local.set 34
                      (v128.load offset=1808 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 31)
                        (local.get 28)))
                    (local.set 34
                      (v128.load offset=2048 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 32)
                        (local.get 27)))
                    (local.set 34
                      (v128.load offset=2064 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 34)
                        (local.get 33)
                        (local.get 28)))
                    (local.set 34
                      (v128.load offset=192 align=4
                        (local.get 22)))
                    (local.set 35
                      (v128.load offset=208 align=4
                        (local.get 22)))
                    (local.set 29
                      (v128.load offset=224 align=4
                        (local.get 22)))
                    (local.set 30
                      (v128.load offset=240 align=4
                        (local.get 22)))
                    (local.set 31
                      (v128.load offset=256 align=4
                        (local.get 22)))
                    (local.set 32
                      (v128.load offset=272 align=4
                        (local.get 22)))
                    (local.set 23
                      (i32.add
                        (local.get 49)
                        (local.get 36)))
                    (local.set 33
                      (v128.load align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 34)
                        (local.get 46)))
                    (local.set 33
                      (v128.load offset=16 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 35)
                        (local.get 47)))
                    (local.set 33
                      (v128.load offset=256 align=4
                        (local.get 23)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 29)
                        (local.get 46)))
                    (local.set 33
                      (v128.load offset=272 align=4
                        (local.get 23)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 30)
                        (local.get 47)))
                    (local.set 33
                      (v128.load offset=512 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 34)
                        (local.get 48)))
                    (local.set 46
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 31)
                        (local.get 46)))
                    (local.set 33
                      (v128.load offset=528 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 35)
                        (local.get 24)))
                    (local.set 47
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 32)
                        (local.get 47)))
                    (local.set 33
                      (v128.load offset=768 align=4
                        (local.get 23)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 29)
                        (local.get 48)))
                    (local.set 33
                      (v128.load offset=784 align=4
                        (local.get 23)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 30)
                        (local.get 24)))
                    (local.set 33
                      (v128.load offset=1024 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 34)
                        (local.get 25)))
                    (local.set 48
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 31)
                        (local.get 48)))
                    (local.set 33
                      (v128.load offset=1040 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 35)
                        (local.get 26)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 32)
                        (local.get 24)))
                    (local.set 33
                      (v128.load offset=1280 align=4
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 29)
                        (local.get 25)))
                    (local.set 33
                      (v128.load offset=1296 align=4
                        (local.get 23)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 30)
                        (local.get 26)))
                    (local.set 33
                      (v128.load offset=1536 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 34)
                        (local.get 27)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 31)
                        (local.get 25)))
                    (local.set 33
                      (v128.load offset=1552 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 35)
                        (local.get 28)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 32)
                        (local.get 26)))
                    (local.set 33
                      (v128.load offset=1792 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 29)
                        (local.get 27)))
                    (local.set 33
                      (v128.load offset=1808 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 30)
                        (local.get 28)))
                    (local.set 33
                      (v128.load offset=2048 align=4
                        (local.get 23)))
                    (local.set 27
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 31)
                        (local.get 27)))
                    (local.set 33
                      (v128.load offset=2064 align=4
                        (local.get 23)))
                    (local.set 28
                      (f32x4.relaxed_madd
                        (local.get 33)
                        (local.get 32)
                        (local.get 28)))
                    (local.set 53
                      (i32.add
                        (local.get 50)
                        (local.get 36)))
                    (local.set 54
                      (i32.add
                        (local.get 53)
                        (i32.const 256)))
                    (local.set 55
                      (i32.add
                        (local.get 54)
                        (i32.const 256)))
                    (local.set 56
                      (i32.add
                        (local.get 55)
                        (i32.const 256)))
                    (local.set 33
                      (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                    (local.set 46
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 46)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 48
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 48)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 25
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 25)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 27
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 27)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 47
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 47)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 24
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 24)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 26
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 26)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 28
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 28)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 33)))
                    (local.set 58
                      (i32.add
                        (i32.load offset=64
                          (local.get 0))
                        (local.get 53)))
                    (v128.store align=4
                      (local.get 58)
                      (local.get 46))
                    (v128.store offset=16 align=4
                      (local.get 58)
                      (local.get 47))
                    (v128.store offset=256 align=4
                      (local.get 58)
                      (local.get 48))
                    (v128.store offset=272 align=4
                      (local.get 58)
                      (local.get 24))
                    (v128.store offset=512 align=4
                      (local.get 58)
                      (local.get 25))
                    (v128.store offset=528 align=4
                      (local.get 58)
                      (local.get 26))
                    (v128.store offset=768 align=4
                      (local.get 58)
                      (local.get 27))
                    (v128.store offset=784 align=4
                      (local.get 58)
                      (local.get 28))
                    (local.set 22
                      (i32.add
                        (local.get 22)
                        (i32.const 288)))
                    (local.set 36
                      (select
                        (local.tee 36
                          (i32.add
                            (local.get 36)
                            (i32.const 32)))
                        (i32.load offset=52
                          (local.get 0))
                        (i32.lt_s
                          (local.get 36)
                          (i32.load offset=52
                            (local.get 0)))))
                    (br_if 0 (;@7;)
                      (local.tee 44
                        (i32.sub
                          (local.get 44)
                          (i32.const 1))))))
                (else
                  (loop  ;; label = @7
                    (drop
                      (i32.load
                        (local.get 51)))
                    (drop
                      (i32.load offset=64
                        (local.get 51)))
                    (drop
                      (i32.load offset=128
                        (local.get 51)))
                    (drop
                      (i32.load offset=192
                        (local.get 51)))
                    (local.set 51
                      (i32.add
                        (local.get 51)
                        (i32.const 256)))
                    (drop
                      (i32.load
                        (local.get 52)))
                    (drop
                      (i32.load offset=64
                        (local.get 52)))
                    (drop
                      (i32.load offset=128
                        (local.get 52)))
                    (drop
                      (i32.load offset=192
                        (local.get 52)))
                    (local.set 52
                      (i32.add
                        (local.get 52)
                        (i32.const 256)))
                    (local.set 57
                      (i32.add
                        (i32.load offset=60
                          (local.get 0))
                        (local.get 36)))
                    (local.set 34
                      (v128.load align=4
                        (local.get 57)))
                    (local.set 29
                      (local.get 34))
                    (local.set 31
                      (local.get 34))
                    (local.set 33
                      (local.get 34))
                    (local.set 35
                      (v128.load offset=16 align=4
                        (local.get 57)))
                    (local.set 30
                      (local.get 35))
                    (local.set 32
                      (local.get 35))
                    (local.set 46
                      (local.get 35))
                    (if  ;; label = @8
                      (local.get 16)
                      (then
                        (local.set 47
                          (v128.load align=4
                            (local.get 22)))
                        (local.set 48
                          (v128.load offset=16 align=4
                            (local.get 22)))
                        (local.set 24
                          (v128.load offset=32 align=4
                            (local.get 22)))
                        (local.set 25
                          (v128.load offset=48 align=4
                            (local.get 22)))
                        (local.set 26
                          (v128.load offset=64 align=4
                            (local.get 22)))
                        (local.set 27
                          (v128.load offset=80 align=4
                            (local.get 22)))
                        (local.set 23
                          (i32.add
                            (local.get 19)
                            (local.get 36)))
                        (local.set 28
                          (v128.load align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 47)
                            (local.get 34)))
                        (local.set 28
                          (v128.load offset=16 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 48)
                            (local.get 35)))
                        (local.set 28
                          (v128.load offset=256 align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 24)
                            (local.get 34)))
                        (local.set 28
                          (v128.load offset=272 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 25)
                            (local.get 35)))
                        (local.set 28
                          (v128.load offset=512 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 47)
                            (local.get 29)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 26)
                            (local.get 34)))
                        (local.set 28
                          (v128.load offset=528 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 48)
                            (local.get 30)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 27)
                            (local.get 35)))
                        (local.set 28
                          (v128.load offset=768 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 24)
                            (local.get 29)))
                        (local.set 28
                          (v128.load offset=784 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 25)
                            (local.get 30)))
                        (local.set 28
                          (v128.load offset=1024 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 47)
                            (local.get 31)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 26)
                            (local.get 29)))
                        (local.set 28
                          (v128.load offset=1040 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 48)
                            (local.get 32)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 27)
                            (local.get 30)))
                        (local.set 28
                          (v128.load offset=1280 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 24)
                            (local.get 31)))
                        (local.set 28
                          (v128.load offset=1296 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 25)
                            (local.get 32)))
                        (local.set 28
                          (v128.load offset=1536 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 47)
                            (local.get 33)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 26)
                            (local.get 31)))
                        (local.set 28
                          (v128.load offset=1552 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 48)
                            (local.get 46)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 27)
                            (local.get 32)))
                        (local.set 28
                          (v128.load offset=1792 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 24)
                            (local.get 33)))
                        (local.set 28
                          (v128.load offset=1808 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 25)
                            (local.get 46)))
                        (local.set 28
                          (v128.load offset=2048 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 26)
                            (local.get 33)))
                        (local.set 28
                          (v128.load offset=2064 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 28)
                            (local.get 27)
                            (local.get 46)))))
                    (if  ;; label = @8
                      (local.get 17)
                      (then
                        (local.set 28
                          (v128.load offset=96 align=4
                            (local.get 22)))
                        (local.set 47
                          (v128.load offset=112 align=4
                            (local.get 22)))
                        (local.set 48
                          (v128.load offset=128 align=4
                            (local.get 22)))
                        (local.set 24
                          (v128.load offset=144 align=4
                            (local.get 22)))
                        (local.set 25
                          (v128.load offset=160 align=4
                            (local.get 22)))
                        (local.set 26
                          (v128.load offset=176 align=4
                            (local.get 22)))
                        (local.set 23
                          (i32.add
                            (local.get 20)
                            (local.get 36)))
                        (local.set 27
                          (v128.load align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 28)
                            (local.get 34)))
                        (local.set 27
                          (v128.load offset=16 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 47)
                            (local.get 35)))
                        (local.set 27
                          (v128.load offset=256 align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 48)
                            (local.get 34)))
                        (local.set 27
                          (v128.load offset=272 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 24)
                            (local.get 35)))
                        (local.set 27
                          (v128.load offset=512 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 28)
                            (local.get 29)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 25)
                            (local.get 34)))
                        (local.set 27
                          (v128.load offset=528 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 47)
                            (local.get 30)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 26)
                            (local.get 35)))
                        (local.set 27
                          (v128.load offset=768 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 48)
                            (local.get 29)))
                        (local.set 27
                          (v128.load offset=784 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 24)
                            (local.get 30)))
                        (local.set 27
                          (v128.load offset=1024 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 28)
                            (local.get 31)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 25)
                            (local.get 29)))
                        (local.set 27
                          (v128.load offset=1040 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 47)
                            (local.get 32)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 26)
                            (local.get 30)))
                        (local.set 27
                          (v128.load offset=1280 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 48)
                            (local.get 31)))
                        (local.set 27
                          (v128.load offset=1296 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 24)
                            (local.get 32)))
                        (local.set 27
                          (v128.load offset=1536 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 28)
                            (local.get 33)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 25)
                            (local.get 31)))
                        (local.set 27
                          (v128.load offset=1552 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 47)
                            (local.get 46)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 26)
                            (local.get 32)))
                        (local.set 27
                          (v128.load offset=1792 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 48)
                            (local.get 33)))
                        (local.set 27
                          (v128.load offset=1808 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 24)
                            (local.get 46)))
                        (local.set 27
                          (v128.load offset=2048 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 25)
                            (local.get 33)))
                        (local.set 27
                          (v128.load offset=2064 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 27)
                            (local.get 26)
                            (local.get 46)))))
                    (if  ;; label = @8
                      (local.get 18)
                      (then
                        (local.set 27
                          (v128.load offset=192 align=4
                            (local.get 22)))
                        (local.set 28
                          (v128.load offset=208 align=4
                            (local.get 22)))
                        (local.set 47
                          (v128.load offset=224 align=4
                            (local.get 22)))
                        (local.set 48
                          (v128.load offset=240 align=4
                            (local.get 22)))
                        (local.set 24
                          (v128.load offset=256 align=4
                            (local.get 22)))
                        (local.set 25
                          (v128.load offset=272 align=4
                            (local.get 22)))
                        (local.set 23
                          (i32.add
                            (local.get 49)
                            (local.get 36)))
                        (local.set 26
                          (v128.load align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 27)
                            (local.get 34)))
                        (local.set 26
                          (v128.load offset=16 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 28)
                            (local.get 35)))
                        (local.set 26
                          (v128.load offset=256 align=4
                            (local.get 23)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 47)
                            (local.get 34)))
                        (local.set 26
                          (v128.load offset=272 align=4
                            (local.get 23)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 48)
                            (local.get 35)))
                        (local.set 26
                          (v128.load offset=512 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 27)
                            (local.get 29)))
                        (local.set 34
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 24)
                            (local.get 34)))
                        (local.set 26
                          (v128.load offset=528 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 28)
                            (local.get 30)))
                        (local.set 35
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 25)
                            (local.get 35)))
                        (local.set 26
                          (v128.load offset=768 align=4
                            (local.get 23)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 47)
                            (local.get 29)))
                        (local.set 26
                          (v128.load offset=784 align=4
                            (local.get 23)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 48)
                            (local.get 30)))
                        (local.set 26
                          (v128.load offset=1024 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 27)
                            (local.get 31)))
                        (local.set 29
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 24)
                            (local.get 29)))
                        (local.set 26
                          (v128.load offset=1040 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 28)
                            (local.get 32)))
                        (local.set 30
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 25)
                            (local.get 30)))
                        (local.set 26
                          (v128.load offset=1280 align=4
                            (local.get 23)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 47)
                            (local.get 31)))
                        (local.set 26
                          (v128.load offset=1296 align=4
                            (local.get 23)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 48)
                            (local.get 32)))
                        (local.set 26
                          (v128.load offset=1536 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 27)
                            (local.get 33)))
                        (local.set 31
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 24)
                            (local.get 31)))
                        (local.set 26
                          (v128.load offset=1552 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 28)
                            (local.get 46)))
                        (local.set 32
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 25)
                            (local.get 32)))
                        (local.set 26
                          (v128.load offset=1792 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 47)
                            (local.get 33)))
                        (local.set 26
                          (v128.load offset=1808 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 48)
                            (local.get 46)))
                        (local.set 26
                          (v128.load offset=2048 align=4
                            (local.get 23)))
                        (local.set 33
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 24)
                            (local.get 33)))
                        (local.set 26
                          (v128.load offset=2064 align=4
                            (local.get 23)))
                        (local.set 46
                          (f32x4.relaxed_madd
                            (local.get 26)
                            (local.get 25)
                            (local.get 46)))))
                    (local.set 58
                      (i32.add
                        (local.get 50)
                        (local.get 36)))
                    (local.set 53
                      (i32.add
                        (local.get 58)
                        (i32.const 256)))
                    (local.set 54
                      (i32.add
                        (local.get 53)
                        (i32.const 256)))
                    (local.set 55
                      (i32.add
                        (local.get 54)
                        (i32.const 256)))
                    (local.set 26
                      (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                    (local.set 34
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 34)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 29
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 29)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 31
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 31)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 33
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 33)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 35
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 35)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 30
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 30)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 32
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 32)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 46
                      (f32x4.pmin
                        (f32x4.pmax
                          (local.get 46)
                          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                        (local.get 26)))
                    (local.set 57
                      (i32.add
                        (i32.load offset=64
                          (local.get 0))
                        (local.get 58)))
                    (v128.store align=4
                      (local.get 57)
                      (local.get 34))
                    (v128.store offset=16 align=4
                      (local.get 57)
                      (local.get 35))
                    (v128.store offset=256 align=4
                      (local.get 57)
                      (local.get 29))
                    (v128.store offset=272 align=4
                      (local.get 57)
                      (local.get 30))
                    (v128.store offset=512 align=4
                      (local.get 57)
                      (local.get 31))
                    (v128.store offset=528 align=4
                      (local.get 57)
                      (local.get 32))
                    (v128.store offset=768 align=4
                      (local.get 57)
                      (local.get 33))
                    (v128.store offset=784 align=4
                      (local.get 57)
                      (local.get 46))
                    (local.set 22
                      (i32.add
                        (local.get 22)
                        (i32.const 288)))
                    (local.set 36
                      (select
                        (local.tee 36
                          (i32.add
                            (local.get 36)
                            (i32.const 32)))
                        (i32.load offset=52
                          (local.get 0))
                        (i32.lt_s
                          (local.get 36)
                          (i32.load offset=52
                            (local.get 0)))))
                    (br_if 0 (;@7;)
                      (local.tee 44
                        (i32.sub
                          (local.get 44)
                          (i32.const 1)))))))
              (br_if 1 (;@4;)
                (i32.eq
                  (local.get 38)
                  (i32.load offset=72
                    (local.get 0))))
              (local.set 38
                (i32.add
                  (local.get 38)
                  (i32.const 2048)))
              (local.set 38
                (select
                  (local.get 38)
                  (i32.load offset=72
                    (local.get 0))
                  (i32.lt_s
                    (local.get 38)
                    (i32.load offset=72
                      (local.get 0)))))
              (local.set 39
                (i32.add
                  (local.get 39)
                  (i32.const 1024)))
              (local.set 39
                (select
                  (local.get 39)
                  (i32.load offset=80
                    (local.get 0))
                  (i32.lt_s
                    (local.get 39)
                    (i32.load offset=80
                      (local.get 0)))))
              (br 0 (;@5;))))
          (local.set 42
            (i32.add
              (local.get 42)
              (i32.load offset=24
                (local.get 0))))
          (local.set 40
            (i32.add
              (local.get 40)
              (i32.load offset=40
                (local.get 0))))
          (br_if 0 (;@3;)
            (local.tee 43
              (i32.sub
                (local.get 43)
                (i32.const 1)))))
        (local.set 37
          (i32.add
            (local.get 40)
            (i32.mul
              (local.get 43)
              (i32.load offset=36
                (local.get 0)))))
        (local.set 41
          (i32.add
            (local.get 41)
            (i32.load offset=44
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 45
            (i32.sub
              (local.get 45)
              (i32.const 1)))))
      (local.set 0
        (local.get 1))
      (local.set 9
        (local.get 6))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.const 1)))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1)))))))
