;; copy transpose 1,0 [8,16]
;; f0: copy [true,true,{"kind":"blocks","groupsAcross":2,"groupsAlong":1,"loops":{"counts":[16,20,24],"moves":[[[0,28],[1,32]],[[0,36],[1,40]],[[0,44],[1,48]]]}}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128)
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
      (i32.load offset=12
        (local.get 0)))
    (local.set 15
      (i32.load offset=16
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 16
        (i32.load offset=20
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 17
          (i32.load offset=24
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 5
            (local.get 1))
          (local.set 7
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 8
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 9
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 10
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 11
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 12
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 13
            (v128.load align=4
              (local.get 5)))
          (local.set 5
            (i32.add
              (local.get 5)
              (local.get 3)))
          (local.set 14
            (v128.load align=4
              (local.get 5)))
          (local.set 18
            (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
              (local.get 7)
              (local.get 8)))
          (local.set 19
            (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
              (local.get 9)
              (local.get 10)))
          (local.set 20
            (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
              (local.get 7)
              (local.get 8)))
          (local.set 21
            (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
              (local.get 9)
              (local.get 10)))
          (local.set 22
            (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
              (local.get 11)
              (local.get 12)))
          (local.set 23
            (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
              (local.get 13)
              (local.get 14)))
          (local.set 24
            (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
              (local.get 11)
              (local.get 12)))
          (local.set 25
            (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31
              (local.get 13)
              (local.get 14)))
          (local.set 6
            (local.get 2))
          (v128.store align=4
            (local.get 6)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
              (local.get 18)
              (local.get 19)))
          (v128.store offset=16 align=4
            (local.get 6)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
              (local.get 22)
              (local.get 23)))
          (local.set 6
            (i32.add
              (local.get 6)
              (local.get 4)))
          (v128.store align=4
            (local.get 6)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
              (local.get 18)
              (local.get 19)))
          (v128.store offset=16 align=4
            (local.get 6)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
              (local.get 22)
              (local.get 23)))
          (local.set 6
            (i32.add
              (local.get 6)
              (local.get 4)))
          (v128.store align=4
            (local.get 6)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
              (local.get 20)
              (local.get 21)))
          (v128.store offset=16 align=4
            (local.get 6)
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
              (local.get 24)
              (local.get 25)))
          (local.set 6
            (i32.add
              (local.get 6)
              (local.get 4)))
          (v128.store align=4
            (local.get 6)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
              (local.get 20)
              (local.get 21)))
          (v128.store offset=16 align=4
            (local.get 6)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31
              (local.get 24)
              (local.get 25)))
          (local.set 1
            (i32.add
              (local.get 1)
              (i32.load offset=44
                (local.get 0))))
          (local.set 2
            (i32.add
              (local.get 2)
              (i32.load offset=48
                (local.get 0))))
          (br_if 0 (;@3;)
            (local.tee 17
              (i32.sub
                (local.get 17)
                (i32.const 1)))))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.load offset=36
              (local.get 0))))
        (local.set 2
          (i32.add
            (local.get 2)
            (i32.load offset=40
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 16
            (i32.sub
              (local.get 16)
              (i32.const 1)))))
      (local.set 1
        (i32.add
          (local.get 1)
          (i32.load offset=28
            (local.get 0))))
      (local.set 2
        (i32.add
          (local.get 2)
          (i32.load offset=32
            (local.get 0))))
      (br_if 0 (;@1;)
        (local.tee 15
          (i32.sub
            (local.get 15)
            (i32.const 1)))))))
