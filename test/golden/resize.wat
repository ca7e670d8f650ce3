;; resize bilinear [1,6,6,8] to 12×12, half pixels
;; f0: resize [true,true,{"mode":"bilinear","row":{"unroll":2,"loop":true,"rest":0},"epilogue":[{"expressions":"%0=>0","operands":[]},{"output0":0}],"block":{"twins":true,"row":192,"column":32,"rowOut":384,"columnOut":32},"image":4,"batch":8,"imageBytes":12,"outHeight":16,"outWidth":20,"rowTable":24,"columnTable":28,"trips":32}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 13
      (i32.load offset=8
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 14
        (i32.load offset=24
          (local.get 0)))
      (local.set 15
        (i32.load offset=16
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 3
          (i32.add
            (local.get 2)
            (i32.load
              (local.get 14))))
        (local.set 4
          (i32.load offset=4
            (local.get 14)))
        (local.set 11
          (v128.load32_splat offset=8
            (local.get 14)))
        (if  ;; label = @3
          (i32.and
            (i32.load offset=12
              (local.get 14))
            (i32.gt_s
              (local.get 15)
              (i32.const 1)))
          (then
            (local.set 11
              (v128.load32_splat offset=8
                (local.get 14)))
            (local.set 12
              (v128.load32_splat offset=24
                (local.get 14)))
            (local.set 16
              (i32.load offset=28
                (local.get 0)))
            (local.set 17
              (i32.load offset=20
                (local.get 0)))
            (loop  ;; label = @4
              (local.set 5
                (i32.add
                  (local.get 3)
                  (i32.load
                    (local.get 16))))
              (local.set 9
                (v128.load32_splat offset=8
                  (local.get 16)))
              (if  ;; label = @5
                (i32.load offset=12
                  (local.get 16))
                (then
                  (local.set 9
                    (v128.load32_splat offset=8
                      (local.get 16)))
                  (local.set 10
                    (v128.load32_splat offset=24
                      (local.get 16)))
                  (local.set 18
                    (i32.load offset=32
                      (local.get 0)))
                  (loop  ;; label = @6
                    (local.set 19
                      (v128.load align=4
                        (local.get 5)))
                    (local.set 20
                      (f32x4.sub
                        (v128.load offset=32 align=4
                          (local.get 5))
                        (local.get 19)))
                    (local.set 21
                      (v128.load offset=192 align=4
                        (local.get 5)))
                    (local.set 22
                      (f32x4.sub
                        (v128.load offset=224 align=4
                          (local.get 5))
                        (local.get 21)))
                    (local.set 23
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 9)
                        (local.get 19)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 22)
                        (local.get 9)
                        (local.get 21)))
                    (local.set 24
                      (f32x4.sub
                        (local.get 24)
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 11)
                        (local.get 23)))
                    (local.set 26
                      (local.get 25))
                    (v128.store align=4
                      (local.get 1)
                      (local.get 26))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 12)
                        (local.get 23)))
                    (local.set 25
                      (local.get 26))
                    (v128.store offset=384 align=4
                      (local.get 1)
                      (local.get 25))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 10)
                        (local.get 19)))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 22)
                        (local.get 10)
                        (local.get 21)))
                    (local.set 26
                      (f32x4.sub
                        (local.get 26)
                        (local.get 25)))
                    (local.set 23
                      (f32x4.relaxed_madd
                        (local.get 26)
                        (local.get 11)
                        (local.get 25)))
                    (local.set 24
                      (local.get 23))
                    (v128.store offset=32 align=4
                      (local.get 1)
                      (local.get 24))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 26)
                        (local.get 12)
                        (local.get 25)))
                    (local.set 23
                      (local.get 24))
                    (v128.store offset=416 align=4
                      (local.get 1)
                      (local.get 23))
                    (local.set 23
                      (v128.load offset=16 align=4
                        (local.get 5)))
                    (local.set 24
                      (f32x4.sub
                        (v128.load offset=48 align=4
                          (local.get 5))
                        (local.get 23)))
                    (local.set 25
                      (v128.load offset=208 align=4
                        (local.get 5)))
                    (local.set 26
                      (f32x4.sub
                        (v128.load offset=240 align=4
                          (local.get 5))
                        (local.get 25)))
                    (local.set 19
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 9)
                        (local.get 23)))
                    (local.set 20
                      (f32x4.relaxed_madd
                        (local.get 26)
                        (local.get 9)
                        (local.get 25)))
                    (local.set 20
                      (f32x4.sub
                        (local.get 20)
                        (local.get 19)))
                    (local.set 21
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 11)
                        (local.get 19)))
                    (local.set 22
                      (local.get 21))
                    (v128.store offset=16 align=4
                      (local.get 1)
                      (local.get 22))
                    (local.set 22
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 12)
                        (local.get 19)))
                    (local.set 21
                      (local.get 22))
                    (v128.store offset=400 align=4
                      (local.get 1)
                      (local.get 21))
                    (local.set 21
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 10)
                        (local.get 23)))
                    (local.set 22
                      (f32x4.relaxed_madd
                        (local.get 26)
                        (local.get 10)
                        (local.get 25)))
                    (local.set 22
                      (f32x4.sub
                        (local.get 22)
                        (local.get 21)))
                    (local.set 19
                      (f32x4.relaxed_madd
                        (local.get 22)
                        (local.get 11)
                        (local.get 21)))
                    (local.set 20
                      (local.get 19))
                    (v128.store offset=48 align=4
                      (local.get 1)
                      (local.get 20))
                    (local.set 20
                      (f32x4.relaxed_madd
                        (local.get 22)
                        (local.get 12)
                        (local.get 21)))
                    (local.set 19
                      (local.get 20))
                    (v128.store offset=432 align=4
                      (local.get 1)
                      (local.get 19))
                    (local.set 5
                      (i32.add
                        (local.get 5)
                        (i32.const 32)))
                    (local.set 1
                      (i32.add
                        (local.get 1)
                        (i32.const 32)))
                    (br_if 0 (;@6;)
                      (local.tee 18
                        (i32.sub
                          (local.get 18)
                          (i32.const 1)))))
                  (local.set 1
                    (i32.add
                      (local.get 1)
                      (i32.const 32)))
                  (local.set 16
                    (i32.add
                      (local.get 16)
                      (i32.const 16)))
                  (local.set 17
                    (i32.add
                      (local.get 17)
                      (i32.const -1))))
                (else
                  (local.set 6
                    (i32.add
                      (local.get 5)
                      (i32.load offset=4
                        (local.get 16))))
                  (local.set 7
                    (i32.add
                      (local.get 5)
                      (local.get 4)))
                  (local.set 8
                    (i32.add
                      (local.get 6)
                      (local.get 4)))
                  (local.set 18
                    (i32.load offset=32
                      (local.get 0)))
                  (loop  ;; label = @6
                    (local.set 19
                      (v128.load align=4
                        (local.get 5)))
                    (local.set 20
                      (f32x4.sub
                        (v128.load align=4
                          (local.get 6))
                        (local.get 19)))
                    (local.set 21
                      (v128.load align=4
                        (local.get 7)))
                    (local.set 22
                      (f32x4.sub
                        (v128.load align=4
                          (local.get 8))
                        (local.get 21)))
                    (local.set 23
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 9)
                        (local.get 19)))
                    (local.set 24
                      (f32x4.relaxed_madd
                        (local.get 22)
                        (local.get 9)
                        (local.get 21)))
                    (local.set 24
                      (f32x4.sub
                        (local.get 24)
                        (local.get 23)))
                    (local.set 25
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 11)
                        (local.get 23)))
                    (local.set 26
                      (local.get 25))
                    (v128.store align=4
                      (local.get 1)
                      (local.get 26))
                    (local.set 26
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 12)
                        (local.get 23)))
                    (local.set 25
                      (local.get 26))
                    (v128.store offset=384 align=4
                      (local.get 1)
                      (local.get 25))
                    (local.set 25
                      (v128.load offset=16 align=4
                        (local.get 5)))
                    (local.set 26
                      (f32x4.sub
                        (v128.load offset=16 align=4
                          (local.get 6))
                        (local.get 25)))
                    (local.set 23
                      (v128.load offset=16 align=4
                        (local.get 7)))
                    (local.set 24
                      (f32x4.sub
                        (v128.load offset=16 align=4
                          (local.get 8))
                        (local.get 23)))
                    (local.set 19
                      (f32x4.relaxed_madd
                        (local.get 26)
                        (local.get 9)
                        (local.get 25)))
                    (local.set 20
                      (f32x4.relaxed_madd
                        (local.get 24)
                        (local.get 9)
                        (local.get 23)))
                    (local.set 20
                      (f32x4.sub
                        (local.get 20)
                        (local.get 19)))
                    (local.set 21
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 11)
                        (local.get 19)))
                    (local.set 22
                      (local.get 21))
                    (v128.store offset=16 align=4
                      (local.get 1)
                      (local.get 22))
                    (local.set 22
                      (f32x4.relaxed_madd
                        (local.get 20)
                        (local.get 12)
                        (local.get 19)))
                    (local.set 21
                      (local.get 22))
                    (v128.store offset=400 align=4
                      (local.get 1)
                      (local.get 21))
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
                    (local.set 1
                      (i32.add
                        (local.get 1)
                        (i32.const 32)))
                    (br_if 0 (;@6;)
                      (local.tee 18
                        (i32.sub
                          (local.get 18)
                          (i32.const 1)))))))
              (local.set 16
                (i32.add
                  (local.get 16)
                  (i32.const 16)))
              (br_if 0 (;@4;)
                (local.tee 17
                  (i32.sub
                    (local.get 17)
                    (i32.const 1)))))
            (local.set 1
              (i32.add
                (local.get 1)
                (i32.const 384)))
            (local.set 14
              (i32.add
                (local.get 14)
                (i32.const 16)))
            (local.set 15
              (i32.add
                (local.get 15)
                (i32.const -1))))
          (else
            (local.set 18
              (i32.load offset=28
                (local.get 0)))
            (local.set 16
              (i32.load offset=20
                (local.get 0)))
            (loop  ;; label = @4
              (local.set 5
                (i32.add
                  (local.get 3)
                  (i32.load
                    (local.get 18))))
              (local.set 9
                (v128.load32_splat offset=8
                  (local.get 18)))
              (local.set 6
                (i32.add
                  (local.get 5)
                  (i32.load offset=4
                    (local.get 18))))
              (local.set 7
                (i32.add
                  (local.get 5)
                  (local.get 4)))
              (local.set 8
                (i32.add
                  (local.get 6)
                  (local.get 4)))
              (local.set 17
                (i32.load offset=32
                  (local.get 0)))
              (loop  ;; label = @5
                (local.set 21
                  (v128.load align=4
                    (local.get 5)))
                (local.set 22
                  (f32x4.sub
                    (v128.load align=4
                      (local.get 6))
                    (local.get 21)))
                (local.set 19
                  (v128.load align=4
                    (local.get 7)))
                (local.set 20
                  (f32x4.sub
                    (v128.load align=4
                      (local.get 8))
                    (local.get 19)))
                (local.set 25
                  (f32x4.relaxed_madd
                    (local.get 22)
                    (local.get 9)
                    (local.get 21)))
                (local.set 26
                  (f32x4.relaxed_madd
                    (local.get 20)
                    (local.get 9)
                    (local.get 19)))
                (local.set 26
                  (f32x4.sub
                    (local.get 26)
                    (local.get 25)))
                (local.set 23
                  (f32x4.relaxed_madd
                    (local.get 26)
                    (local.get 11)
                    (local.get 25)))
                (local.set 24
                  (local.get 23))
                (v128.store align=4
                  (local.get 1)
                  (local.get 24))
                (local.set 24
                  (v128.load offset=16 align=4
                    (local.get 5)))
                (local.set 23
                  (f32x4.sub
                    (v128.load offset=16 align=4
                      (local.get 6))
                    (local.get 24)))
                (local.set 25
                  (v128.load offset=16 align=4
                    (local.get 7)))
                (local.set 26
                  (f32x4.sub
                    (v128.load offset=16 align=4
                      (local.get 8))
                    (local.get 25)))
                (local.set 21
                  (f32x4.relaxed_madd
                    (local.get 23)
                    (local.get 9)
                    (local.get 24)))
                (local.set 22
                  (f32x4.relaxed_madd
                    (local.get 26)
                    (local.get 9)
                    (local.get 25)))
                (local.set 22
                  (f32x4.sub
                    (local.get 22)
                    (local.get 21)))
                (local.set 19
                  (f32x4.relaxed_madd
                    (local.get 22)
                    (local.get 11)
                    (local.get 21)))
                (local.set 20
                  (local.get 19))
                (v128.store offset=16 align=4
                  (local.get 1)
                  (local.get 20))
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
                (local.set 1
                  (i32.add
                    (local.get 1)
                    (i32.const 32)))
                (br_if 0 (;@5;)
                  (local.tee 17
                    (i32.sub
                      (local.get 17)
                      (i32.const 1)))))
              (local.set 18
                (i32.add
                  (local.get 18)
                  (i32.const 16)))
              (br_if 0 (;@4;)
                (local.tee 16
                  (i32.sub
                    (local.get 16)
                    (i32.const 1)))))))
        (local.set 14
          (i32.add
            (local.get 14)
            (i32.const 16)))
        (br_if 0 (;@2;)
          (local.tee 15
            (i32.sub
              (local.get 15)
              (i32.const 1)))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=12
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 13
          (i32.sub
            (local.get 13)
            (i32.const 1)))))))
