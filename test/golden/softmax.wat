;; softmax [3,5,21]
;; f0: softmax [true,true,{"log":false,"single":{"unroll":2,"loop":true,"rest":5},"wide":{"unroll":4,"loop":true,"rest":5},"source":0,"target":4,"rows":8,"singleTrips":12,"wideTrips":16,"bytes":20}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128)
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
    (local.set 14
      (i32.load offset=16
        (local.get 0)))
    (loop  ;; label = @1
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
      (local.set 11
        (f32x4.pmax
          (local.get 11)
          (v128.load offset=48 align=4
            (local.get 5))))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 64)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 64)))
      (br_if 0 (;@1;)
        (local.tee 14
          (i32.sub
            (local.get 14)
            (i32.const 1)))))
    (local.set 11
      (f32x4.pmax
        (local.get 11)
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
    (local.set 11
      (f32x4.pmax
        (local.get 11)
        (v128.bitselect
          (v128.load32_zero
            (local.get 5))
          (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
          (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000))))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 4)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 4)))
    (local.set 13
      (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
    (local.set 8
      (local.get 2))
    (local.set 9
      (local.get 2))
    (local.set 15
      (v128.const i32x4 0xc2b00f34 0xc2b00f34 0xc2b00f34 0xc2b00f34))
    (local.set 16
      (v128.const i32x4 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b))
    (local.set 17
      (v128.const i32x4 0x4b40007f 0x4b40007f 0x4b40007f 0x4b40007f))
    (local.set 18
      (v128.const i32x4 0x3aadec4c 0x3aadec4c 0x3aadec4c 0x3aadec4c))
    (local.set 19
      (v128.const i32x4 0x3c1e7460 0x3c1e7460 0x3c1e7460 0x3c1e7460))
    (local.set 20
      (v128.const i32x4 0x3d635b6e 0x3d635b6e 0x3d635b6e 0x3d635b6e))
    (local.set 21
      (v128.const i32x4 0x3e75fce1 0x3e75fce1 0x3e75fce1 0x3e75fce1))
    (local.set 22
      (v128.const i32x4 0x3f317215 0x3f317215 0x3f317215 0x3f317215))
    (local.set 23
      (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000))
    (loop  ;; label = @1
      (local.set 10
        (local.get 11))
      (local.set 24
        (local.get 10))
      (local.set 24
        (f32x4.pmax
          (local.get 24)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 24)
            (local.get 24))))
      (local.set 10
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.pmax
              (local.get 24)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 24)
                (local.get 24))))))
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
      (local.set 14
        (i32.load offset=12
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 11
          (f32x4.pmax
            (local.get 11)
            (v128.load align=4
              (local.get 7))))
        (local.set 24
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
            (local.get 24)
            (local.get 15)))
        (local.set 26
          (f32x4.relaxed_madd
            (local.get 25)
            (local.get 16)
            (local.get 17)))
        (local.set 27
          (f32x4.relaxed_madd
            (local.get 25)
            (local.get 16)
            (f32x4.sub
              (local.get 17)
              (local.get 26))))
        (local.set 24
          (f32x4.mul
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (f32x4.relaxed_madd
                      (local.get 18)
                      (local.get 27)
                      (local.get 19))
                    (local.get 27)
                    (local.get 20))
                  (local.get 27)
                  (local.get 21))
                (local.get 27)
                (local.get 22))
              (local.get 27)
              (local.get 23))
            (i32x4.shl
              (local.get 26)
              (i32.const 23))))
        (v128.store align=4
          (local.get 6)
          (local.get 24))
        (local.set 12
          (f32x4.add
            (local.get 12)
            (local.get 24)))
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
            (local.get 15)))
        (local.set 24
          (f32x4.relaxed_madd
            (local.get 27)
            (local.get 16)
            (local.get 17)))
        (local.set 26
          (f32x4.relaxed_madd
            (local.get 27)
            (local.get 16)
            (f32x4.sub
              (local.get 17)
              (local.get 24))))
        (local.set 25
          (f32x4.mul
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (f32x4.relaxed_madd
                      (local.get 18)
                      (local.get 26)
                      (local.get 19))
                    (local.get 26)
                    (local.get 20))
                  (local.get 26)
                  (local.get 21))
                (local.get 26)
                (local.get 22))
              (local.get 26)
              (local.get 23))
            (i32x4.shl
              (local.get 24)
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
          (local.tee 14
            (i32.sub
              (local.get 14)
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
      (local.set 24
        (f32x4.mul
          (v128.load align=4
            (local.get 8))
          (local.get 13)))
      (v128.store align=4
        (local.get 9)
        (local.get 24))
      (local.set 26
        (f32x4.pmax
          (local.get 27)
          (local.get 15)))
      (local.set 25
        (f32x4.relaxed_madd
          (local.get 26)
          (local.get 16)
          (local.get 17)))
      (local.set 24
        (f32x4.relaxed_madd
          (local.get 26)
          (local.get 16)
          (f32x4.sub
            (local.get 17)
            (local.get 25))))
      (local.set 27
        (f32x4.mul
          (f32x4.relaxed_madd
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (local.get 18)
                    (local.get 24)
                    (local.get 19))
                  (local.get 24)
                  (local.get 20))
                (local.get 24)
                (local.get 21))
              (local.get 24)
              (local.get 22))
            (local.get 24)
            (local.get 23))
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
      (local.set 11
        (f32x4.pmax
          (local.get 11)
          (v128.bitselect
            (v128.load32_zero
              (local.get 7))
            (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
            (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000))))
      (local.set 26
        (f32x4.sub
          (v128.bitselect
            (v128.load32_zero
              (local.get 5))
            (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
            (v128.const i32x4 0xffffffff 0x00000000 0x00000000 0x00000000))
          (local.get 10)))
      (local.set 25
        (f32x4.mul
          (v128.load32_zero
            (local.get 8))
          (local.get 13)))
      (v128.store32_lane 0
        (local.get 9)
        (local.get 25))
      (local.set 24
        (f32x4.pmax
          (local.get 26)
          (local.get 15)))
      (local.set 27
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 16)
          (local.get 17)))
      (local.set 25
        (f32x4.relaxed_madd
          (local.get 24)
          (local.get 16)
          (f32x4.sub
            (local.get 17)
            (local.get 27))))
      (local.set 26
        (f32x4.mul
          (f32x4.relaxed_madd
            (f32x4.relaxed_madd
              (f32x4.relaxed_madd
                (f32x4.relaxed_madd
                  (f32x4.relaxed_madd
                    (local.get 18)
                    (local.get 25)
                    (local.get 19))
                  (local.get 25)
                  (local.get 20))
                (local.get 25)
                (local.get 21))
              (local.get 25)
              (local.get 22))
            (local.get 25)
            (local.get 23))
          (i32x4.shl
            (local.get 27)
            (i32.const 23))))
      (v128.store32_lane 0
        (local.get 6)
        (local.get 26))
      (local.set 12
        (f32x4.add
          (local.get 12)
          (local.get 26)))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 4)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 4)))
      (local.set 7
        (i32.add
          (local.get 7)
          (i32.const 4)))
      (local.set 8
        (i32.add
          (local.get 8)
          (i32.const 4)))
      (local.set 9
        (i32.add
          (local.get 9)
          (i32.const 4)))
      (local.set 24
        (local.get 12))
      (local.set 24
        (f32x4.add
          (local.get 24)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get 24)
            (local.get 24))))
      (local.set 12
        (f32x4.splat
          (f32x4.extract_lane 0
            (f32x4.add
              (local.get 24)
              (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
                (local.get 24)
                (local.get 24))))))
      (local.set 13
        (f32x4.div
          (local.get 23)
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
    (local.set 14
      (i32.load offset=16
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 27
        (f32x4.mul
          (v128.load align=4
            (local.get 5))
          (local.get 13)))
      (v128.store align=4
        (local.get 6)
        (local.get 27))
      (local.set 25
        (f32x4.mul
          (v128.load offset=16 align=4
            (local.get 5))
          (local.get 13)))
      (v128.store offset=16 align=4
        (local.get 6)
        (local.get 25))
      (local.set 26
        (f32x4.mul
          (v128.load offset=32 align=4
            (local.get 5))
          (local.get 13)))
      (v128.store offset=32 align=4
        (local.get 6)
        (local.get 26))
      (local.set 24
        (f32x4.mul
          (v128.load offset=48 align=4
            (local.get 5))
          (local.get 13)))
      (v128.store offset=48 align=4
        (local.get 6)
        (local.get 24))
      (local.set 5
        (i32.add
          (local.get 5)
          (i32.const 64)))
      (local.set 6
        (i32.add
          (local.get 6)
          (i32.const 64)))
      (br_if 0 (;@1;)
        (local.tee 14
          (i32.sub
            (local.get 14)
            (i32.const 1)))))
    (local.set 15
      (f32x4.mul
        (v128.load align=4
          (local.get 5))
        (local.get 13)))
    (v128.store align=4
      (local.get 6)
      (local.get 15))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 16)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 16)))
    (local.set 16
      (f32x4.mul
        (v128.load32_zero
          (local.get 5))
        (local.get 13)))
    (v128.store32_lane 0
      (local.get 6)
      (local.get 16))
    (local.set 5
      (i32.add
        (local.get 5)
        (i32.const 4)))
    (local.set 6
      (i32.add
        (local.get 6)
        (i32.const 4)))))
