;; depthwise [1,6,6,8] 3×3 stride 1×1 dilation 1 pads valid, bias, relu6, in pixels of 20
;; f0: depthwise [true,true,{"spec":{"kernel":[3,3],"strides":[1,1],"dilations":[1,1],"xt":4,"yt":2,"vectors":1,"classes":[[0,0]],"width":4,"fetch":false,"down":false,"blocked":false,"fused":true,"pixel":32,"pixelOut":80},"epilogue":{"expressions":"%0;0;max(0,1);6;min(2,3)=>4","operands":[{"argument":1,"kind":"channel","padded":true}],"bias":1},"at":{"x":0,"weights":4,"images":8,"rows":12,"height":16,"groups":20,"stepY":24,"startY":28,"row":32,"outputRow":36,"outputStep":40,"image":44,"firstChannel":48,"lastChannel":52,"operand1":56,"output0":60,"first0":64,"last0":68,"firstOutput0":72,"lastOutput0":76}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 7
      (i32.const 0))
    (local.set 6
      (i32.load offset=8
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 3
        (i32.load offset=28
          (local.get 0)))
      (local.set 4
        (i32.load offset=12
          (local.get 0)))
      (local.set 2
        (local.get 7))
      (loop  ;; label = @2
        (local.set 18
          (i32.lt_u
            (local.tee 26
              (i32.add
                (local.get 3)
                (i32.const 0)))
            (i32.load offset=16
              (local.get 0))))
        (local.set 14
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 26)
              (i32.load offset=32
                (local.get 0)))))
        (local.set 19
          (i32.lt_u
            (local.tee 26
              (i32.add
                (local.get 3)
                (i32.const 1)))
            (i32.load offset=16
              (local.get 0))))
        (local.set 15
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 26)
              (i32.load offset=32
                (local.get 0)))))
        (local.set 20
          (i32.lt_u
            (local.tee 26
              (i32.add
                (local.get 3)
                (i32.const 2)))
            (i32.load offset=16
              (local.get 0))))
        (local.set 16
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 26)
              (i32.load offset=32
                (local.get 0)))))
        (local.set 21
          (i32.lt_u
            (local.tee 26
              (i32.add
                (local.get 3)
                (i32.const 3)))
            (i32.load offset=16
              (local.get 0))))
        (local.set 17
          (i32.add
            (local.get 1)
            (i32.mul
              (local.get 26)
              (i32.load offset=32
                (local.get 0)))))
        (local.set 13
          (i32.and
            (i32.and
              (i32.and
                (local.get 18)
                (local.get 19))
              (local.get 20))
            (local.get 21)))
        (local.set 8
          (i32.load offset=64
            (local.get 0)))
        (local.set 9
          (i32.load offset=72
            (local.get 0)))
        (block  ;; label = @3
          (loop  ;; label = @4
            (local.set 26
              (i32.add
                (local.get 2)
                (local.get 9)))
            (local.set 22
              (i32.add
                (local.get 14)
                (local.get 8)))
            (local.set 23
              (i32.add
                (local.get 15)
                (local.get 8)))
            (local.set 24
              (i32.add
                (local.get 16)
                (local.get 8)))
            (local.set 25
              (i32.add
                (local.get 17)
                (local.get 8)))
            (local.set 11
              (i32.load offset=4
                (local.get 0)))
            (local.set 5
              (i32.load offset=20
                (local.get 0)))
            (local.set 10
              (i32.load offset=48
                (local.get 0)))
            (if  ;; label = @5
              (local.get 13)
              (then
                (loop  ;; label = @6
                  (local.set 35
                    (i32.add
                      (i32.load offset=56
                        (local.get 0))
                      (local.get 10)))
                  (local.set 27
                    (v128.load align=4
                      (local.get 35)))
                  (local.set 28
                    (local.get 27))
                  (local.set 29
                    (local.get 27))
                  (local.set 30
                    (local.get 27))
                  (local.set 31
                    (local.get 27))
                  (local.set 32
                    (local.get 27))
                  (local.set 33
                    (local.get 27))
                  (local.set 34
                    (local.get 27))
                  (local.set 36
                    (v128.load align=4
                      (local.get 11)))
                  (local.set 37
                    (v128.load offset=16 align=4
                      (local.get 11)))
                  (local.set 38
                    (v128.load offset=32 align=4
                      (local.get 11)))
                  (local.set 12
                    (i32.add
                      (local.get 22)
                      (local.get 10)))
                  (local.set 39
                    (v128.load align=4
                      (local.get 12)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 36)
                      (local.get 27)))
                  (local.set 39
                    (v128.load offset=32 align=4
                      (local.get 12)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 36)
                      (local.get 28)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 37)
                      (local.get 27)))
                  (local.set 39
                    (v128.load offset=64 align=4
                      (local.get 12)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 36)
                      (local.get 29)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 37)
                      (local.get 28)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 38)
                      (local.get 27)))
                  (local.set 39
                    (v128.load offset=96 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 36)
                      (local.get 30)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 37)
                      (local.get 29)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 38)
                      (local.get 28)))
                  (local.set 39
                    (v128.load offset=128 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 37)
                      (local.get 30)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 38)
                      (local.get 29)))
                  (local.set 39
                    (v128.load offset=160 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 39)
                      (local.get 38)
                      (local.get 30)))
                  (local.set 39
                    (v128.load offset=48 align=4
                      (local.get 11)))
                  (local.set 36
                    (v128.load align=4
                      (local.get 11)))
                  (local.set 37
                    (v128.load offset=64 align=4
                      (local.get 11)))
                  (local.set 38
                    (v128.load offset=16 align=4
                      (local.get 11)))
                  (local.set 40
                    (v128.load offset=80 align=4
                      (local.get 11)))
                  (local.set 41
                    (v128.load offset=32 align=4
                      (local.get 11)))
                  (local.set 12
                    (i32.add
                      (local.get 23)
                      (local.get 10)))
                  (local.set 42
                    (v128.load align=4
                      (local.get 12)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 39)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 36)
                      (local.get 31)))
                  (local.set 42
                    (v128.load offset=32 align=4
                      (local.get 12)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 39)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 36)
                      (local.get 32)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 37)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 38)
                      (local.get 31)))
                  (local.set 42
                    (v128.load offset=64 align=4
                      (local.get 12)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 39)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 36)
                      (local.get 33)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 37)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 38)
                      (local.get 32)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 40)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 41)
                      (local.get 31)))
                  (local.set 42
                    (v128.load offset=96 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 39)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 36)
                      (local.get 34)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 37)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 38)
                      (local.get 33)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 40)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 41)
                      (local.get 32)))
                  (local.set 42
                    (v128.load offset=128 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 37)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 38)
                      (local.get 34)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 40)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 41)
                      (local.get 33)))
                  (local.set 42
                    (v128.load offset=160 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 40)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 42)
                      (local.get 41)
                      (local.get 34)))
                  (local.set 42
                    (v128.load offset=96 align=4
                      (local.get 11)))
                  (local.set 39
                    (v128.load offset=48 align=4
                      (local.get 11)))
                  (local.set 36
                    (v128.load offset=112 align=4
                      (local.get 11)))
                  (local.set 37
                    (v128.load offset=64 align=4
                      (local.get 11)))
                  (local.set 38
                    (v128.load offset=128 align=4
                      (local.get 11)))
                  (local.set 40
                    (v128.load offset=80 align=4
                      (local.get 11)))
                  (local.set 12
                    (i32.add
                      (local.get 24)
                      (local.get 10)))
                  (local.set 41
                    (v128.load align=4
                      (local.get 12)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 42)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 39)
                      (local.get 31)))
                  (local.set 41
                    (v128.load offset=32 align=4
                      (local.get 12)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 42)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 39)
                      (local.get 32)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 36)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 37)
                      (local.get 31)))
                  (local.set 41
                    (v128.load offset=64 align=4
                      (local.get 12)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 42)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 39)
                      (local.get 33)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 36)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 37)
                      (local.get 32)))
                  (local.set 27
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 38)
                      (local.get 27)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 40)
                      (local.get 31)))
                  (local.set 41
                    (v128.load offset=96 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 42)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 39)
                      (local.get 34)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 36)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 37)
                      (local.get 33)))
                  (local.set 28
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 38)
                      (local.get 28)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 40)
                      (local.get 32)))
                  (local.set 41
                    (v128.load offset=128 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 36)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 37)
                      (local.get 34)))
                  (local.set 29
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 38)
                      (local.get 29)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 40)
                      (local.get 33)))
                  (local.set 41
                    (v128.load offset=160 align=4
                      (local.get 12)))
                  (local.set 30
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 38)
                      (local.get 30)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 41)
                      (local.get 40)
                      (local.get 34)))
                  (local.set 41
                    (v128.load offset=96 align=4
                      (local.get 11)))
                  (local.set 42
                    (v128.load offset=112 align=4
                      (local.get 11)))
                  (local.set 39
                    (v128.load offset=128 align=4
                      (local.get 11)))
                  (local.set 12
                    (i32.add
                      (local.get 25)
                      (local.get 10)))
                  (local.set 36
                    (v128.load align=4
                      (local.get 12)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 36)
                      (local.get 41)
                      (local.get 31)))
                  (local.set 37
                    (v128.load offset=32 align=4
                      (local.get 12)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 37)
                      (local.get 41)
                      (local.get 32)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 37)
                      (local.get 42)
                      (local.get 31)))
                  (local.set 38
                    (v128.load offset=64 align=4
                      (local.get 12)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 38)
                      (local.get 41)
                      (local.get 33)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 38)
                      (local.get 42)
                      (local.get 32)))
                  (local.set 31
                    (f32x4.relaxed_madd
                      (local.get 38)
                      (local.get 39)
                      (local.get 31)))
                  (local.set 40
                    (v128.load offset=96 align=4
                      (local.get 12)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 40)
                      (local.get 41)
                      (local.get 34)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 40)
                      (local.get 42)
                      (local.get 33)))
                  (local.set 32
                    (f32x4.relaxed_madd
                      (local.get 40)
                      (local.get 39)
                      (local.get 32)))
                  (local.set 36
                    (v128.load offset=128 align=4
                      (local.get 12)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 36)
                      (local.get 42)
                      (local.get 34)))
                  (local.set 33
                    (f32x4.relaxed_madd
                      (local.get 36)
                      (local.get 39)
                      (local.get 33)))
                  (local.set 37
                    (v128.load offset=160 align=4
                      (local.get 12)))
                  (local.set 34
                    (f32x4.relaxed_madd
                      (local.get 37)
                      (local.get 39)
                      (local.get 34)))
                  (local.set 35
                    (i32.add
                      (local.get 26)
                      (local.get 10)))
                  (local.set 43
                    (i32.add
                      (local.get 35)
                      (i32.const 80)))
                  (local.set 44
                    (i32.add
                      (local.get 43)
                      (i32.const 80)))
                  (local.set 45
                    (i32.add
                      (local.get 44)
                      (i32.const 80)))
                  (local.set 38
                    (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                  (local.set 27
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 27)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 38)))
                  (local.set 28
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 28)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 38)))
                  (local.set 29
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 29)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 38)))
                  (local.set 30
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 30)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 38)))
                  (local.set 47
                    (i32.add
                      (i32.load offset=60
                        (local.get 0))
                      (local.get 35)))
                  (v128.store align=4
                    (local.get 47)
                    (local.get 27))
                  (v128.store offset=80 align=4
                    (local.get 47)
                    (local.get 28))
                  (v128.store offset=160 align=4
                    (local.get 47)
                    (local.get 29))
                  (v128.store offset=240 align=4
                    (local.get 47)
                    (local.get 30))
                  (if  ;; label = @7
                    (i32.gt_s
                      (local.get 4)
                      (i32.const 1))
                    (then
                      (local.set 35
                        (i32.add
                          (i32.add
                            (local.get 26)
                            (local.get 10))
                          (i32.load offset=36
                            (local.get 0))))
                      (local.set 43
                        (i32.add
                          (local.get 35)
                          (i32.const 80)))
                      (local.set 44
                        (i32.add
                          (local.get 43)
                          (i32.const 80)))
                      (local.set 45
                        (i32.add
                          (local.get 44)
                          (i32.const 80)))
                      (local.set 40
                        (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                      (local.set 31
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 31)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 40)))
                      (local.set 32
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 32)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 40)))
                      (local.set 33
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 33)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 40)))
                      (local.set 34
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 34)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 40)))
                      (local.set 47
                        (i32.add
                          (i32.load offset=60
                            (local.get 0))
                          (local.get 35)))
                      (v128.store align=4
                        (local.get 47)
                        (local.get 31))
                      (v128.store offset=80 align=4
                        (local.get 47)
                        (local.get 32))
                      (v128.store offset=160 align=4
                        (local.get 47)
                        (local.get 33))
                      (v128.store offset=240 align=4
                        (local.get 47)
                        (local.get 34))))
                  (local.set 11
                    (i32.add
                      (local.get 11)
                      (i32.const 144)))
                  (local.set 10
                    (select
                      (local.tee 10
                        (i32.add
                          (local.get 10)
                          (i32.const 16)))
                      (i32.load offset=52
                        (local.get 0))
                      (i32.lt_s
                        (local.get 10)
                        (i32.load offset=52
                          (local.get 0)))))
                  (br_if 0 (;@6;)
                    (local.tee 5
                      (i32.sub
                        (local.get 5)
                        (i32.const 1))))))
              (else
                (loop  ;; label = @6
                  (local.set 46
                    (i32.add
                      (i32.load offset=56
                        (local.get 0))
                      (local.get 10)))
                  (local.set 36
                    (v128.load align=4
                      (local.get 46)))
                  (local.set 37
                    (local.get 36))
                  (local.set 41
                    (local.get 36))
                  (local.set 42
                    (local.get 36))
                  (local.set 39
                    (local.get 36))
                  (local.set 38
                    (local.get 36))
                  (local.set 40
                    (local.get 36))
                  (local.set 27
                    (local.get 36))
                  (if  ;; label = @7
                    (local.get 18)
                    (then
                      (local.set 28
                        (v128.load align=4
                          (local.get 11)))
                      (local.set 29
                        (v128.load offset=16 align=4
                          (local.get 11)))
                      (local.set 30
                        (v128.load offset=32 align=4
                          (local.get 11)))
                      (local.set 12
                        (i32.add
                          (local.get 22)
                          (local.get 10)))
                      (local.set 31
                        (v128.load align=4
                          (local.get 12)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 28)
                          (local.get 36)))
                      (local.set 32
                        (v128.load offset=32 align=4
                          (local.get 12)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 28)
                          (local.get 37)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 29)
                          (local.get 36)))
                      (local.set 33
                        (v128.load offset=64 align=4
                          (local.get 12)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 33)
                          (local.get 28)
                          (local.get 41)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 33)
                          (local.get 29)
                          (local.get 37)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 33)
                          (local.get 30)
                          (local.get 36)))
                      (local.set 34
                        (v128.load offset=96 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 28)
                          (local.get 42)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 29)
                          (local.get 41)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 30)
                          (local.get 37)))
                      (local.set 31
                        (v128.load offset=128 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 29)
                          (local.get 42)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 30)
                          (local.get 41)))
                      (local.set 32
                        (v128.load offset=160 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 30)
                          (local.get 42)))))
                  (if  ;; label = @7
                    (local.get 19)
                    (then
                      (local.set 33
                        (v128.load offset=48 align=4
                          (local.get 11)))
                      (local.set 34
                        (v128.load align=4
                          (local.get 11)))
                      (local.set 31
                        (v128.load offset=64 align=4
                          (local.get 11)))
                      (local.set 32
                        (v128.load offset=16 align=4
                          (local.get 11)))
                      (local.set 28
                        (v128.load offset=80 align=4
                          (local.get 11)))
                      (local.set 29
                        (v128.load offset=32 align=4
                          (local.get 11)))
                      (local.set 12
                        (i32.add
                          (local.get 23)
                          (local.get 10)))
                      (local.set 30
                        (v128.load align=4
                          (local.get 12)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 33)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 34)
                          (local.get 39)))
                      (local.set 30
                        (v128.load offset=32 align=4
                          (local.get 12)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 33)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 34)
                          (local.get 38)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 31)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 32)
                          (local.get 39)))
                      (local.set 30
                        (v128.load offset=64 align=4
                          (local.get 12)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 33)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 34)
                          (local.get 40)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 31)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 32)
                          (local.get 38)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 28)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 29)
                          (local.get 39)))
                      (local.set 30
                        (v128.load offset=96 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 33)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 34)
                          (local.get 27)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 31)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 32)
                          (local.get 40)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 28)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 29)
                          (local.get 38)))
                      (local.set 30
                        (v128.load offset=128 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 31)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 32)
                          (local.get 27)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 28)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 29)
                          (local.get 40)))
                      (local.set 30
                        (v128.load offset=160 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 28)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 30)
                          (local.get 29)
                          (local.get 27)))))
                  (if  ;; label = @7
                    (local.get 20)
                    (then
                      (local.set 30
                        (v128.load offset=96 align=4
                          (local.get 11)))
                      (local.set 33
                        (v128.load offset=48 align=4
                          (local.get 11)))
                      (local.set 34
                        (v128.load offset=112 align=4
                          (local.get 11)))
                      (local.set 31
                        (v128.load offset=64 align=4
                          (local.get 11)))
                      (local.set 32
                        (v128.load offset=128 align=4
                          (local.get 11)))
                      (local.set 28
                        (v128.load offset=80 align=4
                          (local.get 11)))
                      (local.set 12
                        (i32.add
                          (local.get 24)
                          (local.get 10)))
                      (local.set 29
                        (v128.load align=4
                          (local.get 12)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 30)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 33)
                          (local.get 39)))
                      (local.set 29
                        (v128.load offset=32 align=4
                          (local.get 12)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 30)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 33)
                          (local.get 38)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 34)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 31)
                          (local.get 39)))
                      (local.set 29
                        (v128.load offset=64 align=4
                          (local.get 12)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 30)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 33)
                          (local.get 40)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 34)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 31)
                          (local.get 38)))
                      (local.set 36
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 32)
                          (local.get 36)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 28)
                          (local.get 39)))
                      (local.set 29
                        (v128.load offset=96 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 30)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 33)
                          (local.get 27)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 34)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 31)
                          (local.get 40)))
                      (local.set 37
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 32)
                          (local.get 37)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 28)
                          (local.get 38)))
                      (local.set 29
                        (v128.load offset=128 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 34)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 31)
                          (local.get 27)))
                      (local.set 41
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 32)
                          (local.get 41)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 28)
                          (local.get 40)))
                      (local.set 29
                        (v128.load offset=160 align=4
                          (local.get 12)))
                      (local.set 42
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 32)
                          (local.get 42)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 29)
                          (local.get 28)
                          (local.get 27)))))
                  (if  ;; label = @7
                    (local.get 21)
                    (then
                      (local.set 29
                        (v128.load offset=96 align=4
                          (local.get 11)))
                      (local.set 30
                        (v128.load offset=112 align=4
                          (local.get 11)))
                      (local.set 33
                        (v128.load offset=128 align=4
                          (local.get 11)))
                      (local.set 12
                        (i32.add
                          (local.get 25)
                          (local.get 10)))
                      (local.set 34
                        (v128.load align=4
                          (local.get 12)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 29)
                          (local.get 39)))
                      (local.set 31
                        (v128.load offset=32 align=4
                          (local.get 12)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 29)
                          (local.get 38)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 30)
                          (local.get 39)))
                      (local.set 32
                        (v128.load offset=64 align=4
                          (local.get 12)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 29)
                          (local.get 40)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 30)
                          (local.get 38)))
                      (local.set 39
                        (f32x4.relaxed_madd
                          (local.get 32)
                          (local.get 33)
                          (local.get 39)))
                      (local.set 28
                        (v128.load offset=96 align=4
                          (local.get 12)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 28)
                          (local.get 29)
                          (local.get 27)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 28)
                          (local.get 30)
                          (local.get 40)))
                      (local.set 38
                        (f32x4.relaxed_madd
                          (local.get 28)
                          (local.get 33)
                          (local.get 38)))
                      (local.set 34
                        (v128.load offset=128 align=4
                          (local.get 12)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 30)
                          (local.get 27)))
                      (local.set 40
                        (f32x4.relaxed_madd
                          (local.get 34)
                          (local.get 33)
                          (local.get 40)))
                      (local.set 31
                        (v128.load offset=160 align=4
                          (local.get 12)))
                      (local.set 27
                        (f32x4.relaxed_madd
                          (local.get 31)
                          (local.get 33)
                          (local.get 27)))))
                  (local.set 47
                    (i32.add
                      (local.get 26)
                      (local.get 10)))
                  (local.set 35
                    (i32.add
                      (local.get 47)
                      (i32.const 80)))
                  (local.set 43
                    (i32.add
                      (local.get 35)
                      (i32.const 80)))
                  (local.set 44
                    (i32.add
                      (local.get 43)
                      (i32.const 80)))
                  (local.set 32
                    (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                  (local.set 36
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 36)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 32)))
                  (local.set 37
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 37)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 32)))
                  (local.set 41
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 41)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 32)))
                  (local.set 42
                    (f32x4.pmin
                      (f32x4.pmax
                        (local.get 42)
                        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                      (local.get 32)))
                  (local.set 46
                    (i32.add
                      (i32.load offset=60
                        (local.get 0))
                      (local.get 47)))
                  (v128.store align=4
                    (local.get 46)
                    (local.get 36))
                  (v128.store offset=80 align=4
                    (local.get 46)
                    (local.get 37))
                  (v128.store offset=160 align=4
                    (local.get 46)
                    (local.get 41))
                  (v128.store offset=240 align=4
                    (local.get 46)
                    (local.get 42))
                  (if  ;; label = @7
                    (i32.gt_s
                      (local.get 4)
                      (i32.const 1))
                    (then
                      (local.set 47
                        (i32.add
                          (i32.add
                            (local.get 26)
                            (local.get 10))
                          (i32.load offset=36
                            (local.get 0))))
                      (local.set 35
                        (i32.add
                          (local.get 47)
                          (i32.const 80)))
                      (local.set 43
                        (i32.add
                          (local.get 35)
                          (i32.const 80)))
                      (local.set 44
                        (i32.add
                          (local.get 43)
                          (i32.const 80)))
                      (local.set 28
                        (v128.const i32x4 0x40c00000 0x40c00000 0x40c00000 0x40c00000))
                      (local.set 39
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 39)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 28)))
                      (local.set 38
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 38)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 28)))
                      (local.set 40
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 40)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 28)))
                      (local.set 27
                        (f32x4.pmin
                          (f32x4.pmax
                            (local.get 27)
                            (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
                          (local.get 28)))
                      (local.set 46
                        (i32.add
                          (i32.load offset=60
                            (local.get 0))
                          (local.get 47)))
                      (v128.store align=4
                        (local.get 46)
                        (local.get 39))
                      (v128.store offset=80 align=4
                        (local.get 46)
                        (local.get 38))
                      (v128.store offset=160 align=4
                        (local.get 46)
                        (local.get 40))
                      (v128.store offset=240 align=4
                        (local.get 46)
                        (local.get 27))))
                  (local.set 11
                    (i32.add
                      (local.get 11)
                      (i32.const 144)))
                  (local.set 10
                    (select
                      (local.tee 10
                        (i32.add
                          (local.get 10)
                          (i32.const 16)))
                      (i32.load offset=52
                        (local.get 0))
                      (i32.lt_s
                        (local.get 10)
                        (i32.load offset=52
                          (local.get 0)))))
                  (br_if 0 (;@6;)
                    (local.tee 5
                      (i32.sub
                        (local.get 5)
                        (i32.const 1)))))))
            (br_if 1 (;@3;)
              (i32.eq
                (local.get 8)
                (i32.load offset=68
                  (local.get 0))))
            (local.set 8
              (i32.add
                (local.get 8)
                (i32.const 128)))
            (local.set 8
              (select
                (local.get 8)
                (i32.load offset=68
                  (local.get 0))
                (i32.lt_s
                  (local.get 8)
                  (i32.load offset=68
                    (local.get 0)))))
            (local.set 9
              (i32.add
                (local.get 9)
                (i32.const 320)))
            (local.set 9
              (select
                (local.get 9)
                (i32.load offset=76
                  (local.get 0))
                (i32.lt_s
                  (local.get 9)
                  (i32.load offset=76
                    (local.get 0)))))
            (br 0 (;@4;))))
        (local.set 3
          (i32.add
            (local.get 3)
            (i32.load offset=24
              (local.get 0))))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.load offset=40
              (local.get 0))))
        (br_if 0 (;@2;)
          (i32.gt_s
            (local.tee 4
              (i32.sub
                (local.get 4)
                (i32.const 2)))
            (i32.const 0))))
      (local.set 7
        (i32.add
          (local.get 2)
          (i32.mul
            (local.get 4)
            (i32.load offset=36
              (local.get 0)))))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=44
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 6
          (i32.sub
            (local.get 6)
            (i32.const 1)))))))
