;; normalize layer add [3,16] 1
;; f0: normalize [true,true,{"epilogue":[{"expressions":"%0=>0","operands":[]},{"output0":0}],"mode":"layer","placement":"add","source":4,"outer":8,"rows":12,"size":16,"epsilon":20,"sums":{"unroll":4,"loop":true,"rest":0},"results":{"unroll":2,"loop":true,"rest":0},"sumTrips":24,"resultTrips":28}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 i32 v128 i32)
    (local.set 1
      (i32.load
        (local.get 0)))
    (local.set 2
      (i32.load offset=4
        (local.get 0)))
    (local.set 3
      (i32.load offset=8
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 7
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 8
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 9
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 10
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 4
        (local.get 2))
      (local.set 11
        (i32.load offset=24
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 7
          (f32x4.add
            (v128.load align=4
              (local.get 4))
            (local.get 7)))
        (local.set 8
          (f32x4.add
            (v128.load offset=16 align=4
              (local.get 4))
            (local.get 8)))
        (local.set 9
          (f32x4.add
            (v128.load offset=32 align=4
              (local.get 4))
            (local.get 9)))
        (local.set 10
          (f32x4.add
            (v128.load offset=48 align=4
              (local.get 4))
            (local.get 10)))
        (local.set 4
          (i32.add
            (local.get 4)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 11
            (i32.sub
              (local.get 11)
              (i32.const 1)))))
      (local.set 12
        (f32x4.add
          (f32x4.add
            (f32x4.add
              (local.get 7)
              (local.get 8))
            (local.get 9))
          (local.get 10)))
      (local.set 12
        (f32x4.add
          (local.get 12)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 12)
            (local.get 12))))
      (local.set 5
        (f32x4.div
          (f32x4.splat
            (f32x4.extract_lane 0
              (f32x4.add
                (local.get 12)
                (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                  (local.get 12)
                  (local.get 12)))))
          (v128.load32_splat offset=16
            (local.get 0))))
      (local.set 12
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 7
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 8
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 9
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
      (local.set 4
        (local.get 2))
      (local.set 11
        (i32.load offset=24
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 10
          (f32x4.sub
            (v128.load align=4
              (local.get 4))
            (local.get 5)))
        (local.set 12
          (f32x4.add
            (f32x4.mul
              (local.get 10)
              (local.get 10))
            (local.get 12)))
        (local.set 10
          (f32x4.sub
            (v128.load offset=16 align=4
              (local.get 4))
            (local.get 5)))
        (local.set 7
          (f32x4.add
            (f32x4.mul
              (local.get 10)
              (local.get 10))
            (local.get 7)))
        (local.set 10
          (f32x4.sub
            (v128.load offset=32 align=4
              (local.get 4))
            (local.get 5)))
        (local.set 8
          (f32x4.add
            (f32x4.mul
              (local.get 10)
              (local.get 10))
            (local.get 8)))
        (local.set 10
          (f32x4.sub
            (v128.load offset=48 align=4
              (local.get 4))
            (local.get 5)))
        (local.set 9
          (f32x4.add
            (f32x4.mul
              (local.get 10)
              (local.get 10))
            (local.get 9)))
        (local.set 4
          (i32.add
            (local.get 4)
            (i32.const 64)))
        (br_if 0 (;@2;)
          (local.tee 11
            (i32.sub
              (local.get 11)
              (i32.const 1)))))
      (local.set 10
        (f32x4.add
          (f32x4.add
            (f32x4.add
              (local.get 12)
              (local.get 7))
            (local.get 8))
          (local.get 9)))
      (local.set 10
        (f32x4.add
          (local.get 10)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 10)
            (local.get 10))))
      (local.set 10
        (f32x4.sqrt
          (f32x4.add
            (f32x4.div
              (f32x4.splat
                (f32x4.extract_lane 0
                  (f32x4.add
                    (local.get 10)
                    (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                      (local.get 10)
                      (local.get 10)))))
              (v128.load32_splat offset=16
                (local.get 0)))
            (v128.load32_splat offset=20
              (local.get 0)))))
      (local.set 6
        (f32x4.div
          (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000)
          (local.get 10)))
      (local.set 11
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 13
          (i32.load offset=28
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 12
            (f32x4.mul
              (f32x4.sub
                (v128.load align=4
                  (local.get 2))
                (local.get 5))
              (local.get 6)))
          (local.set 7
            (local.get 12))
          (v128.store align=4
            (local.get 1)
            (local.get 7))
          (local.set 8
            (f32x4.mul
              (f32x4.sub
                (v128.load offset=16 align=4
                  (local.get 2))
                (local.get 5))
              (local.get 6)))
          (local.set 9
            (local.get 8))
          (v128.store offset=16 align=4
            (local.get 1)
            (local.get 9))
          (local.set 2
            (i32.add
              (local.get 2)
              (i32.const 32)))
          (local.set 1
            (i32.add
              (local.get 1)
              (i32.const 32)))
          (br_if 0 (;@3;)
            (local.tee 13
              (i32.sub
                (local.get 13)
                (i32.const 1)))))
        (br_if 0 (;@2;)
          (local.tee 11
            (i32.sub
              (local.get 11)
              (i32.const 1)))))
      (br_if 0 (;@1;)
        (local.tee 3
          (i32.sub
            (local.get 3)
            (i32.const 1)))))))
