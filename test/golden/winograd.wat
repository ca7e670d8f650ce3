;; conv2d [1,24,24,32] 3×3 → 32 stride 1×1 dilation 1 pads same, bias, relu6
;; f0: winograd [true,true,{"spec":{"size":4,"input":{"unroll":1,"loop":true,"rest":0},"output":{"unroll":1,"loop":true,"rest":0},"tail":0,"width":4,"fused":true},"gemm":{"rows":"row","padded":false,"runs":"window","panels":"packed","batched":true,"steps":{"unroll":32,"looped":false},"whole":true,"tail":0,"width":4,"fused":true},"tile":[6,8],"epilogue":{"expressions":"%0;0;max(0,1);6;min(2,3)=>4","operands":[{"argument":1,"kind":"channel","padded":true}],"bias":1},"at":{"x":0,"zeros":4,"points":8,"sums":12,"half":16,"tiles":20,"block":24,"tilesX":28,"tilesY":32,"height":36,"width":40,"top":44,"left":48,"outHeight":52,"inputTrips":56,"outputTrips":60,"inputVectors":64,"outputVectors":68,"pixel":72,"row":76,"image":80,"outPixel":84,"outRow":88,"outImage":92,"pointTile":96,"pointPlane":100,"sumTile":104,"sumPlane":108,"operand1":112,"output0":116},"atProduct":{"a":120,"b":124,"output0":128,"run":132,"rowStride":136,"batches":140,"aBatch":144,"bBatch":148,"outputBatch":152,"outputStart":156,"wholePanels":160,"panelStride":164,"outputStride":168}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128)
    (local.set 1
      (i32.const 0))
    (loop  ;; label = @1
      (local.set 2
        (i32.load offset=24
          (local.get 0)))
      (if  ;; label = @2
        (i32.lt_s
          (local.tee 4
            (i32.sub
              (i32.load offset=20
                (local.get 0))
              (local.get 1)))
          (local.get 2))
        (then
          (local.set 2
            (local.get 4))))
      (local.set 8
        (i32.load offset=8
          (local.get 0)))
      (local.set 3
        (local.get 1))
      (local.set 4
        (local.get 2))
      (loop  ;; label = @2
        (local.set 7
          (i32.rem_u
            (local.get 3)
            (i32.load offset=28
              (local.get 0))))
        (local.set 6
          (i32.rem_u
            (local.tee 5
              (i32.div_u
                (local.get 3)
                (i32.load offset=28
                  (local.get 0))))
            (i32.load offset=32
              (local.get 0))))
        (local.set 5
          (i32.div_u
            (local.get 5)
            (i32.load offset=32
              (local.get 0))))
        (local.set 9
          (v128.const i32x4 0x40200000 0x40200000 0x40200000 0x40200000))
        (local.set 10
          (v128.const i32x4 0x3fb504f3 0x3fb504f3 0x3fb504f3 0x3fb504f3))
        (local.set 11
          (v128.const i32x4 0x40000000 0x40000000 0x40000000 0x40000000))
        (local.set 12
          (v128.const i32x4 0x3f3504f3 0x3f3504f3 0x3f3504f3 0x3f3504f3))
        (local.set 13
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000))
        (local.set 16
          (i32.sub
            (i32.mul
              (local.get 6)
              (i32.const 4))
            (i32.load offset=44
              (local.get 0))))
        (local.set 17
          (i32.sub
            (i32.mul
              (local.get 7)
              (i32.const 4))
            (i32.load offset=48
              (local.get 0))))
        (local.set 14
          (i32.add
            (i32.add
              (i32.add
                (i32.load
                  (local.get 0))
                (i32.mul
                  (local.get 5)
                  (i32.load offset=80
                    (local.get 0))))
              (i32.mul
                (local.get 16)
                (i32.load offset=76
                  (local.get 0))))
            (i32.mul
              (local.get 17)
              (i32.load offset=72
                (local.get 0)))))
        (local.set 27
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 0))
            (i32.load offset=40
              (local.get 0))))
        (local.set 28
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 1))
            (i32.load offset=40
              (local.get 0))))
        (local.set 29
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 2))
            (i32.load offset=40
              (local.get 0))))
        (local.set 30
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 3))
            (i32.load offset=40
              (local.get 0))))
        (local.set 31
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 4))
            (i32.load offset=40
              (local.get 0))))
        (local.set 32
          (i32.lt_u
            (i32.add
              (local.get 17)
              (i32.const 5))
            (i32.load offset=40
              (local.get 0))))
        (local.set 19
          (i32.load offset=16
            (local.get 0)))
        (local.set 18
          (i32.const 6))
        (loop  ;; label = @3
          (local.set 15
            (i32.lt_u
              (local.get 16)
              (i32.load offset=36
                (local.get 0))))
          (local.set 21
            (select
              (local.get 14)
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 27))))
          (local.set 22
            (select
              (i32.add
                (local.get 14)
                (i32.mul
                  (i32.load offset=72
                    (local.get 0))
                  (i32.const 1)))
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 28))))
          (local.set 23
            (select
              (i32.add
                (local.get 14)
                (i32.mul
                  (i32.load offset=72
                    (local.get 0))
                  (i32.const 2)))
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 29))))
          (local.set 24
            (select
              (i32.add
                (local.get 14)
                (i32.mul
                  (i32.load offset=72
                    (local.get 0))
                  (i32.const 3)))
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 30))))
          (local.set 25
            (select
              (i32.add
                (local.get 14)
                (i32.mul
                  (i32.load offset=72
                    (local.get 0))
                  (i32.const 4)))
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 31))))
          (local.set 26
            (select
              (i32.add
                (local.get 14)
                (i32.mul
                  (i32.load offset=72
                    (local.get 0))
                  (i32.const 5)))
              (i32.load offset=4
                (local.get 0))
              (i32.and
                (local.get 15)
                (local.get 32))))
          (local.set 20
            (local.get 19))
          (local.set 33
            (i32.load offset=56
              (local.get 0)))
          (loop  ;; label = @4
            (local.set 34
              (v128.load align=4
                (local.get 21)))
            (local.set 35
              (v128.load align=4
                (local.get 22)))
            (local.set 36
              (v128.load align=4
                (local.get 23)))
            (local.set 37
              (v128.load align=4
                (local.get 24)))
            (local.set 38
              (v128.load align=4
                (local.get 25)))
            (local.set 39
              (v128.load align=4
                (local.get 26)))
            (local.set 40
              (f32x4.add
                (local.get 34)
                (local.get 38)))
            (local.set 40
              (f32x4.relaxed_nmadd
                (local.get 36)
                (local.get 9)
                (local.get 40)))
            (v128.store align=4
              (local.get 20)
              (local.get 40))
            (local.set 40
              (local.get 38))
            (local.set 40
              (f32x4.relaxed_nmadd
                (local.get 36)
                (local.get 11)
                (local.get 40)))
            (local.set 41
              (f32x4.neg
                (f32x4.mul
                  (local.get 35)
                  (local.get 10))))
            (local.set 41
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 12)
                (local.get 41)))
            (local.set 42
              (f32x4.add
                (local.get 40)
                (local.get 41)))
            (v128.store offset=16 align=4
              (local.get 20)
              (local.get 42))
            (local.set 42
              (f32x4.sub
                (local.get 40)
                (local.get 41)))
            (v128.store offset=32 align=4
              (local.get 20)
              (local.get 42))
            (local.set 42
              (local.get 38))
            (local.set 40
              (f32x4.relaxed_nmadd
                (local.get 36)
                (local.get 13)
                (local.get 42)))
            (local.set 41
              (f32x4.neg
                (f32x4.mul
                  (local.get 35)
                  (local.get 12))))
            (local.set 42
              (f32x4.relaxed_madd
                (local.get 37)
                (local.get 10)
                (local.get 41)))
            (local.set 41
              (f32x4.add
                (local.get 40)
                (local.get 42)))
            (v128.store offset=48 align=4
              (local.get 20)
              (local.get 41))
            (local.set 41
              (f32x4.sub
                (local.get 40)
                (local.get 42)))
            (v128.store offset=64 align=4
              (local.get 20)
              (local.get 41))
            (local.set 41
              (f32x4.add
                (local.get 35)
                (local.get 39)))
            (local.set 40
              (f32x4.relaxed_nmadd
                (local.get 37)
                (local.get 9)
                (local.get 41)))
            (v128.store offset=80 align=4
              (local.get 20)
              (local.get 40))
            (local.set 21
              (i32.add
                (local.get 21)
                (i32.const 16)))
            (local.set 22
              (i32.add
                (local.get 22)
                (i32.const 16)))
            (local.set 23
              (i32.add
                (local.get 23)
                (i32.const 16)))
            (local.set 24
              (i32.add
                (local.get 24)
                (i32.const 16)))
            (local.set 25
              (i32.add
                (local.get 25)
                (i32.const 16)))
            (local.set 26
              (i32.add
                (local.get 26)
                (i32.const 16)))
            (local.set 20
              (i32.add
                (local.get 20)
                (i32.const 576)))
            (br_if 0 (;@4;)
              (local.tee 33
                (i32.sub
                  (local.get 33)
                  (i32.const 1)))))
          (local.set 19
            (i32.add
              (local.get 19)
              (i32.const 96)))
          (local.set 16
            (i32.add
              (local.get 16)
              (i32.const 1)))
          (local.set 14
            (i32.add
              (local.get 14)
              (i32.load offset=76
                (local.get 0))))
          (br_if 0 (;@3;)
            (local.tee 18
              (i32.sub
                (local.get 18)
                (i32.const 1)))))
        (local.set 45
          (i32.mul
            (i32.load offset=100
              (local.get 0))
            (i32.const 6)))
        (local.set 33
          (i32.load offset=16
            (local.get 0)))
        (local.set 46
          (local.get 8))
        (local.set 44
          (i32.load offset=64
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 20
            (local.get 46))
          (local.set 43
            (i32.const 6))
          (loop  ;; label = @4
            (local.set 42
              (v128.load align=4
                (local.get 33)))
            (local.set 41
              (v128.load offset=96 align=4
                (local.get 33)))
            (local.set 40
              (v128.load offset=192 align=4
                (local.get 33)))
            (local.set 34
              (v128.load offset=288 align=4
                (local.get 33)))
            (local.set 35
              (v128.load offset=384 align=4
                (local.get 33)))
            (local.set 36
              (v128.load offset=480 align=4
                (local.get 33)))
            (local.set 47
              (local.get 20))
            (local.set 37
              (f32x4.add
                (local.get 42)
                (local.get 35)))
            (local.set 38
              (f32x4.relaxed_nmadd
                (local.get 40)
                (local.get 9)
                (local.get 37)))
            (v128.store align=4
              (local.get 47)
              (local.get 38))
            (local.set 39
              (local.get 35))
            (local.set 37
              (f32x4.relaxed_nmadd
                (local.get 40)
                (local.get 11)
                (local.get 39)))
            (local.set 38
              (f32x4.neg
                (f32x4.mul
                  (local.get 41)
                  (local.get 10))))
            (local.set 39
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 12)
                (local.get 38)))
            (local.set 38
              (f32x4.add
                (local.get 37)
                (local.get 39)))
            (local.set 47
              (i32.add
                (local.get 47)
                (local.get 45)))
            (v128.store align=4
              (local.get 47)
              (local.get 38))
            (local.set 38
              (f32x4.sub
                (local.get 37)
                (local.get 39)))
            (local.set 47
              (i32.add
                (local.get 47)
                (local.get 45)))
            (v128.store align=4
              (local.get 47)
              (local.get 38))
            (local.set 38
              (local.get 35))
            (local.set 37
              (f32x4.relaxed_nmadd
                (local.get 40)
                (local.get 13)
                (local.get 38)))
            (local.set 39
              (f32x4.neg
                (f32x4.mul
                  (local.get 41)
                  (local.get 12))))
            (local.set 38
              (f32x4.relaxed_madd
                (local.get 34)
                (local.get 10)
                (local.get 39)))
            (local.set 39
              (f32x4.add
                (local.get 37)
                (local.get 38)))
            (local.set 47
              (i32.add
                (local.get 47)
                (local.get 45)))
            (v128.store align=4
              (local.get 47)
              (local.get 39))
            (local.set 39
              (f32x4.sub
                (local.get 37)
                (local.get 38)))
            (local.set 47
              (i32.add
                (local.get 47)
                (local.get 45)))
            (v128.store align=4
              (local.get 47)
              (local.get 39))
            (local.set 39
              (f32x4.add
                (local.get 41)
                (local.get 36)))
            (local.set 37
              (f32x4.relaxed_nmadd
                (local.get 34)
                (local.get 9)
                (local.get 39)))
            (local.set 47
              (i32.add
                (local.get 47)
                (local.get 45)))
            (v128.store align=4
              (local.get 47)
              (local.get 37))
            (local.set 33
              (i32.add
                (local.get 33)
                (i32.const 16)))
            (local.set 20
              (i32.add
                (local.get 20)
                (i32.load offset=100
                  (local.get 0))))
            (br_if 0 (;@4;)
              (local.tee 43
                (i32.sub
                  (local.get 43)
                  (i32.const 1)))))
          (local.set 33
            (i32.add
              (local.get 33)
              (i32.const 480)))
          (local.set 46
            (i32.add
              (local.get 46)
              (i32.const 16)))
          (br_if 0 (;@3;)
            (local.tee 44
              (i32.sub
                (local.get 44)
                (i32.const 1)))))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.const 1)))
        (local.set 8
          (i32.add
            (local.get 8)
            (i32.load offset=96
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 4
            (i32.sub
              (local.get 4)
              (i32.const 1)))))
      (local.set 14
        (i32.load offset=120
          (local.get 0)))
      (local.set 15
        (i32.load offset=124
          (local.get 0)))
      (local.set 16
        (i32.load offset=156
          (local.get 0)))
      (local.set 22
        (i32.load offset=140
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 17
          (i32.const 0))
        (loop  ;; label = @3
          (local.set 18
            (select
              (local.tee 18
                (i32.add
                  (local.get 2)
                  (local.get 17)))
              (local.get 2)
              (i32.lt_s
                (local.get 18)
                (local.get 2))))
          (local.set 20
            (local.get 15))
          (local.set 21
            (i32.const 0))
          (local.set 23
            (i32.load offset=160
              (local.get 0)))
          (loop  ;; label = @4
            (local.set 19
              (local.get 17))
            (local.set 24
              (i32.add
                (local.get 14)
                (i32.mul
                  (local.get 17)
                  (i32.load offset=136
                    (local.get 0)))))
            (local.set 25
              (i32.add
                (i32.add
                  (local.get 16)
                  (local.get 21))
                (i32.mul
                  (local.get 17)
                  (i32.load offset=168
                    (local.get 0)))))
            (loop  ;; label = @5
              (local.set 26
                (i32.sub
                  (local.get 2)
                  (local.get 19)))
              (local.set 27
                (local.get 24))
              (local.set 28
                (i32.add
                  (local.get 27)
                  (i32.load offset=136
                    (local.get 0))))
              (local.set 29
                (i32.add
                  (local.get 28)
                  (i32.load offset=136
                    (local.get 0))))
              (local.set 30
                (i32.add
                  (local.get 29)
                  (i32.load offset=136
                    (local.get 0))))
              (local.set 31
                (i32.add
                  (local.get 30)
                  (i32.load offset=136
                    (local.get 0))))
              (local.set 32
                (i32.add
                  (local.get 31)
                  (i32.load offset=136
                    (local.get 0))))
              (local.set 24
                (i32.add
                  (local.get 32)
                  (i32.load offset=136
                    (local.get 0))))
              (if  ;; label = @6
                (i32.lt_s
                  (local.get 26)
                  (i32.const 6))
                (then
                  (local.set 28
                    (select
                      (local.get 28)
                      (local.get 27)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 1))))
                  (local.set 29
                    (select
                      (local.get 29)
                      (local.get 28)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 2))))
                  (local.set 30
                    (select
                      (local.get 30)
                      (local.get 29)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 3))))
                  (local.set 31
                    (select
                      (local.get 31)
                      (local.get 30)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 4))))
                  (local.set 32
                    (select
                      (local.get 32)
                      (local.get 31)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 5))))))
              (local.set 33
                (local.get 20))
              (local.set 38
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.set 37
                (local.get 38))
              (local.set 41
                (local.get 38))
              (local.set 34
                (local.get 38))
              (local.set 36
                (local.get 38))
              (local.set 10
                (local.get 38))
              (local.set 39
                (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
              (local.set 42
                (local.get 39))
              (local.set 40
                (local.get 39))
              (local.set 35
                (local.get 39))
              (local.set 9
                (local.get 39))
              (local.set 11
                (local.get 39))
              (local.set 12
                (v128.load align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=16 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=32 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=48 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=4
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=64 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=80 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=8
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=96 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=112 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=12
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=128 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=144 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=16
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=160 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=176 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=20
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=192 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=208 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=24
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=224 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=240 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=28
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=256 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=272 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=32
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=288 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=304 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=36
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=320 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=336 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=40
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=352 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=368 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=44
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=384 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=400 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=48
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=416 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=432 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=52
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=448 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=464 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=56
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=480 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=496 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=60
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=512 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=528 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=64
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=544 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=560 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=68
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=576 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=592 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=72
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=608 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=624 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=76
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=640 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=656 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=80
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=672 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=688 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=84
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=704 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=720 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=88
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=736 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=752 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=92
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=768 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=784 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=96
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=800 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=816 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=100
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=832 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=848 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=104
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=864 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=880 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=108
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=896 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=912 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=112
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 13
                (v128.load offset=928 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load offset=944 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 39)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 42)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 40)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 35)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 9)))
              (local.set 12
                (v128.load32_splat offset=116
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 13)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 12)
                  (local.get 48)
                  (local.get 11)))
              (local.set 12
                (v128.load offset=960 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load offset=976 align=4
                  (local.get 33)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 39)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 42)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 40)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 35)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 9)))
              (local.set 48
                (v128.load32_splat offset=120
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 12)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 48)
                  (local.get 13)
                  (local.get 11)))
              (local.set 48
                (v128.load offset=992 align=4
                  (local.get 33)))
              (local.set 12
                (v128.load offset=1008 align=4
                  (local.get 33)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 27)))
              (local.set 38
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 38)))
              (local.set 39
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 39)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 28)))
              (local.set 37
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 37)))
              (local.set 42
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 42)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 29)))
              (local.set 41
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 41)))
              (local.set 40
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 40)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 30)))
              (local.set 34
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 34)))
              (local.set 35
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 35)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 31)))
              (local.set 36
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 36)))
              (local.set 9
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 9)))
              (local.set 13
                (v128.load32_splat offset=124
                  (local.get 32)))
              (local.set 10
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 48)
                  (local.get 10)))
              (local.set 11
                (f32x4.relaxed_madd
                  (local.get 13)
                  (local.get 12)
                  (local.get 11)))
              (local.set 27
                (i32.add
                  (local.get 27)
                  (i32.const 128)))
              (local.set 28
                (i32.add
                  (local.get 28)
                  (i32.const 128)))
              (local.set 29
                (i32.add
                  (local.get 29)
                  (i32.const 128)))
              (local.set 30
                (i32.add
                  (local.get 30)
                  (i32.const 128)))
              (local.set 31
                (i32.add
                  (local.get 31)
                  (i32.const 128)))
              (local.set 32
                (i32.add
                  (local.get 32)
                  (i32.const 128)))
              (local.set 33
                (i32.add
                  (local.get 33)
                  (i32.const 1024)))
              (local.set 46
                (local.get 25))
              (local.set 47
                (i32.add
                  (local.get 46)
                  (i32.load offset=168
                    (local.get 0))))
              (local.set 8
                (i32.add
                  (local.get 47)
                  (i32.load offset=168
                    (local.get 0))))
              (local.set 43
                (i32.add
                  (local.get 8)
                  (i32.load offset=168
                    (local.get 0))))
              (local.set 33
                (i32.add
                  (local.get 43)
                  (i32.load offset=168
                    (local.get 0))))
              (local.set 44
                (i32.add
                  (local.get 33)
                  (i32.load offset=168
                    (local.get 0))))
              (local.set 25
                (i32.add
                  (local.get 44)
                  (i32.load offset=168
                    (local.get 0))))
              (if  ;; label = @6
                (i32.lt_s
                  (local.get 26)
                  (i32.const 6))
                (then
                  (local.set 47
                    (select
                      (local.get 47)
                      (local.get 46)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 1))))
                  (local.set 8
                    (select
                      (local.get 8)
                      (local.get 47)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 2))))
                  (local.set 43
                    (select
                      (local.get 43)
                      (local.get 8)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 3))))
                  (local.set 33
                    (select
                      (local.get 33)
                      (local.get 43)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 4))))
                  (local.set 44
                    (select
                      (local.get 44)
                      (local.get 33)
                      (i32.gt_s
                        (local.get 26)
                        (i32.const 5))))))
              (local.set 26
                (select
                  (local.get 26)
                  (i32.const 6)
                  (i32.lt_s
                    (local.get 26)
                    (i32.const 6))))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 46)))
              (v128.store align=4
                (local.get 45)
                (local.get 38))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 39))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 47)))
              (v128.store align=4
                (local.get 45)
                (local.get 37))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 42))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 8)))
              (v128.store align=4
                (local.get 45)
                (local.get 41))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 40))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 43)))
              (v128.store align=4
                (local.get 45)
                (local.get 34))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 35))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 33)))
              (v128.store align=4
                (local.get 45)
                (local.get 36))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 9))
              (local.set 45
                (i32.add
                  (i32.load offset=128
                    (local.get 0))
                  (local.get 44)))
              (v128.store align=4
                (local.get 45)
                (local.get 10))
              (v128.store offset=16 align=4
                (local.get 45)
                (local.get 11))
              (br_if 0 (;@5;)
                (i32.lt_s
                  (local.tee 19
                    (i32.add
                      (local.get 19)
                      (i32.const 6)))
                  (local.get 18))))
            (local.set 20
              (i32.add
                (local.get 20)
                (i32.load offset=164
                  (local.get 0))))
            (local.set 21
              (i32.add
                (local.get 21)
                (i32.const 32)))
            (br_if 0 (;@4;)
              (local.tee 23
                (i32.sub
                  (local.get 23)
                  (i32.const 1)))))
          (br_if 0 (;@3;)
            (i32.lt_s
              (local.tee 17
                (local.get 18))
              (local.get 2))))
        (local.set 14
          (i32.add
            (local.get 14)
            (i32.load offset=144
              (local.get 0))))
        (local.set 15
          (i32.add
            (local.get 15)
            (i32.load offset=148
              (local.get 0))))
        (local.set 16
          (i32.add
            (local.get 16)
            (i32.load offset=152
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 22
            (i32.sub
              (local.get 22)
              (i32.const 1)))))
      (local.set 27
        (i32.load offset=12
          (local.get 0)))
      (local.set 3
        (local.get 1))
      (local.set 4
        (local.get 2))
      (loop  ;; label = @2
        (local.set 7
          (i32.rem_u
            (local.get 3)
            (i32.load offset=28
              (local.get 0))))
        (local.set 6
          (i32.rem_u
            (local.tee 5
              (i32.div_u
                (local.get 3)
                (i32.load offset=28
                  (local.get 0))))
            (i32.load offset=32
              (local.get 0))))
        (local.set 5
          (i32.div_u
            (local.get 5)
            (i32.load offset=32
              (local.get 0))))
        (local.set 13
          (v128.const i32x4 0x3f3504f3 0x3f3504f3 0x3f3504f3 0x3f3504f3))
        (local.set 48
          (v128.const i32x4 0x3fb504f3 0x3fb504f3 0x3fb504f3 0x3fb504f3))
        (local.set 12
          (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000))
        (local.set 38
          (v128.const i32x4 0x40000000 0x40000000 0x40000000 0x40000000))
        (local.set 39
          (v128.const i32x4 0x3eb504f3 0x3eb504f3 0x3eb504f3 0x3eb504f3))
        (local.set 37
          (v128.const i32x4 0x403504f3 0x403504f3 0x403504f3 0x403504f3))
        (local.set 46
          (local.get 27))
        (local.set 31
          (i32.mul
            (i32.load offset=108
              (local.get 0))
            (i32.const 6)))
        (local.set 28
          (i32.load offset=16
            (local.get 0)))
        (local.set 30
          (i32.load offset=68
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 32
            (local.get 46))
          (local.set 29
            (i32.const 6))
          (loop  ;; label = @4
            (local.set 45
              (local.get 32))
            (local.set 42
              (v128.load align=4
                (local.get 45)))
            (local.set 45
              (i32.add
                (local.get 45)
                (local.get 31)))
            (local.set 41
              (v128.load align=4
                (local.get 45)))
            (local.set 45
              (i32.add
                (local.get 45)
                (local.get 31)))
            (local.set 40
              (v128.load align=4
                (local.get 45)))
            (local.set 45
              (i32.add
                (local.get 45)
                (local.get 31)))
            (local.set 34
              (v128.load align=4
                (local.get 45)))
            (local.set 45
              (i32.add
                (local.get 45)
                (local.get 31)))
            (local.set 35
              (v128.load align=4
                (local.get 45)))
            (local.set 45
              (i32.add
                (local.get 45)
                (local.get 31)))
            (local.set 36
              (v128.load align=4
                (local.get 45)))
            (local.set 9
              (f32x4.add
                (local.get 41)
                (local.get 40)))
            (local.set 10
              (f32x4.sub
                (local.get 41)
                (local.get 40)))
            (local.set 11
              (f32x4.add
                (local.get 34)
                (local.get 35)))
            (local.set 49
              (f32x4.sub
                (local.get 34)
                (local.get 35)))
            (local.set 50
              (f32x4.add
                (f32x4.add
                  (local.get 42)
                  (local.get 9))
                (local.get 11)))
            (local.set 51
              (f32x4.mul
                (local.get 10)
                (local.get 13)))
            (local.set 51
              (f32x4.relaxed_madd
                (local.get 49)
                (local.get 48)
                (local.get 51)))
            (local.set 52
              (f32x4.mul
                (local.get 9)
                (local.get 12)))
            (local.set 52
              (f32x4.relaxed_madd
                (local.get 11)
                (local.get 38)
                (local.get 52)))
            (local.set 53
              (local.get 36))
            (local.set 53
              (f32x4.relaxed_madd
                (local.get 10)
                (local.get 39)
                (local.get 53)))
            (local.set 53
              (f32x4.relaxed_madd
                (local.get 49)
                (local.get 37)
                (local.get 53)))
            (v128.store align=4
              (local.get 28)
              (local.get 50))
            (v128.store offset=96 align=4
              (local.get 28)
              (local.get 51))
            (v128.store offset=192 align=4
              (local.get 28)
              (local.get 52))
            (v128.store offset=288 align=4
              (local.get 28)
              (local.get 53))
            (local.set 28
              (i32.add
                (local.get 28)
                (i32.const 16)))
            (local.set 32
              (i32.add
                (local.get 32)
                (i32.load offset=108
                  (local.get 0))))
            (br_if 0 (;@4;)
              (local.tee 29
                (i32.sub
                  (local.get 29)
                  (i32.const 1)))))
          (local.set 28
            (i32.add
              (local.get 28)
              (i32.const 288)))
          (local.set 46
            (i32.add
              (local.get 46)
              (i32.const 16)))
          (br_if 0 (;@3;)
            (local.tee 30
              (i32.sub
                (local.get 30)
                (i32.const 1)))))
        (local.set 43
          (i32.add
            (i32.add
              (i32.mul
                (local.get 5)
                (i32.load offset=92
                  (local.get 0)))
              (i32.mul
                (i32.mul
                  (local.get 6)
                  (i32.const 4))
                (i32.load offset=88
                  (local.get 0))))
            (i32.mul
              (i32.mul
                (local.get 7)
                (i32.const 4))
              (i32.load offset=84
                (local.get 0)))))
        (local.set 47
          (i32.load offset=16
            (local.get 0)))
        (local.set 8
          (i32.sub
            (i32.load offset=52
              (local.get 0))
            (i32.mul
              (local.get 6)
              (i32.const 4))))
        (local.set 8
          (select
            (local.get 8)
            (i32.const 4)
            (i32.lt_s
              (local.get 8)
              (i32.const 4))))
        (loop  ;; label = @3
          (local.set 44
            (local.get 47))
          (local.set 33
            (i32.const 0))
          (local.set 25
            (local.get 43))
          (local.set 23
            (i32.add
              (local.get 25)
              (i32.load offset=84
                (local.get 0))))
          (local.set 14
            (i32.add
              (local.get 23)
              (i32.load offset=84
                (local.get 0))))
          (local.set 15
            (i32.add
              (local.get 14)
              (i32.load offset=84
                (local.get 0))))
          (local.set 16
            (i32.load offset=60
              (local.get 0)))
          (loop  ;; label = @4
            (local.set 26
              (i32.add
                (i32.load offset=112
                  (local.get 0))
                (local.get 33)))
            (local.set 9
              (v128.load align=4
                (local.get 26)))
            (local.set 10
              (v128.load align=4
                (local.get 44)))
            (local.set 11
              (v128.load offset=16 align=4
                (local.get 44)))
            (local.set 49
              (v128.load offset=32 align=4
                (local.get 44)))
            (local.set 42
              (v128.load offset=48 align=4
                (local.get 44)))
            (local.set 41
              (v128.load offset=64 align=4
                (local.get 44)))
            (local.set 40
              (v128.load offset=80 align=4
                (local.get 44)))
            (local.set 34
              (f32x4.add
                (local.get 11)
                (local.get 49)))
            (local.set 35
              (f32x4.sub
                (local.get 11)
                (local.get 49)))
            (local.set 36
              (f32x4.add
                (local.get 42)
                (local.get 41)))
            (local.set 50
              (f32x4.sub
                (local.get 42)
                (local.get 41)))
            (local.set 51
              (f32x4.add
                (f32x4.add
                  (local.get 10)
                  (local.get 34))
                (local.get 36)))
            (local.set 52
              (f32x4.mul
                (local.get 35)
                (local.get 13)))
            (local.set 53
              (f32x4.relaxed_madd
                (local.get 50)
                (local.get 48)
                (local.get 52)))
            (local.set 52
              (f32x4.mul
                (local.get 34)
                (local.get 12)))
            (local.set 52
              (f32x4.relaxed_madd
                (local.get 36)
                (local.get 38)
                (local.get 52)))
            (local.set 54
              (local.get 40))
            (local.set 54
              (f32x4.relaxed_madd
                (local.get 35)
                (local.get 39)
                (local.get 54)))
            (local.set 54
              (f32x4.relaxed_madd
                (local.get 50)
                (local.get 37)
                (local.get 54)))
            (local.set 51
              (f32x4.add
                (local.get 51)
                (local.get 9)))
            (local.set 53
              (f32x4.add
                (local.get 53)
                (local.get 9)))
            (local.set 52
              (f32x4.add
                (local.get 52)
                (local.get 9)))
            (local.set 54
              (f32x4.add
                (local.get 54)
                (local.get 9)))
            (local.set 34
              (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
            (local.set 51
              (f32x4.pmin
                (f32x4.pmax
                  (local.get 51)
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                (local.get 34)))
            (local.set 53
              (f32x4.pmin
                (f32x4.pmax
                  (local.get 53)
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                (local.get 34)))
            (local.set 52
              (f32x4.pmin
                (f32x4.pmax
                  (local.get 52)
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                (local.get 34)))
            (local.set 54
              (f32x4.pmin
                (f32x4.pmax
                  (local.get 54)
                  (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                (local.get 34)))
            (local.set 19
              (i32.add
                (i32.load offset=116
                  (local.get 0))
                (local.get 25)))
            (v128.store align=4
              (local.get 19)
              (local.get 51))
            (local.set 19
              (i32.add
                (i32.load offset=116
                  (local.get 0))
                (local.get 23)))
            (v128.store align=4
              (local.get 19)
              (local.get 53))
            (local.set 19
              (i32.add
                (i32.load offset=116
                  (local.get 0))
                (local.get 14)))
            (v128.store align=4
              (local.get 19)
              (local.get 52))
            (local.set 19
              (i32.add
                (i32.load offset=116
                  (local.get 0))
                (local.get 15)))
            (v128.store align=4
              (local.get 19)
              (local.get 54))
            (local.set 25
              (i32.add
                (local.get 25)
                (i32.const 16)))
            (local.set 23
              (i32.add
                (local.get 23)
                (i32.const 16)))
            (local.set 14
              (i32.add
                (local.get 14)
                (i32.const 16)))
            (local.set 15
              (i32.add
                (local.get 15)
                (i32.const 16)))
            (local.set 33
              (i32.add
                (local.get 33)
                (i32.const 16)))
            (local.set 44
              (i32.add
                (local.get 44)
                (i32.const 384)))
            (br_if 0 (;@4;)
              (local.tee 16
                (i32.sub
                  (local.get 16)
                  (i32.const 1)))))
          (local.set 47
            (i32.add
              (local.get 47)
              (i32.const 96)))
          (local.set 43
            (i32.add
              (local.get 43)
              (i32.load offset=88
                (local.get 0))))
          (br_if 0 (;@3;)
            (local.tee 8
              (i32.sub
                (local.get 8)
                (i32.const 1)))))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.const 1)))
        (local.set 27
          (i32.add
            (local.get 27)
            (i32.load offset=104
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 4
            (i32.sub
              (local.get 4)
              (i32.const 1)))))
      (br_if 0 (;@1;)
        (i32.lt_s
          (local.tee 1
            (i32.add
              (local.get 1)
              (local.get 2)))
          (i32.load offset=20
            (local.get 0)))))))
