;; gather [4,5,600] by tuples [2,3,2]
;; f0: gather [true,true,{"single":false,"row":null,"source":0,"target":4,"indices":8,"batch":12,"outer":16,"count":20,"axes":[{"last":24,"step":28},{"last":32,"step":36}],"trips":40,"innerBytes":44,"sliceBytes":48}]
(module
  (type (;0;) (func (param i32)))
  (import "env" "memory" (memory (;0;) 0))
  (func (;0;) (export "f0") (type 0) (param i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i32 i32)
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
      (i32.load offset=44
        (local.get 0)))
    (local.set 5
      (i32.load offset=24
        (local.get 0)))
    (local.set 6
      (i32.load offset=28
        (local.get 0)))
    (local.set 7
      (i32.load offset=32
        (local.get 0)))
    (local.set 8
      (i32.load offset=36
        (local.get 0)))
    (local.set 14
      (i32.load offset=12
        (local.get 0)))
    (loop  ;; label = @1
      (local.set 15
        (i32.load offset=16
          (local.get 0)))
      (loop  ;; label = @2
        (local.set 9
          (local.get 3))
        (local.set 11
          (i32.load offset=20
            (local.get 0)))
        (loop  ;; label = @3
          (local.set 10
            (local.get 1))
          (local.set 16
            (i32.load
              (local.get 9)))
          (local.set 16
            (select
              (local.get 16)
              (i32.const 0)
              (i32.gt_s
                (local.get 16)
                (i32.const 0))))
          (local.set 10
            (i32.add
              (i32.mul
                (select
                  (local.get 16)
                  (local.get 5)
                  (i32.lt_s
                    (local.get 16)
                    (local.get 5)))
                (local.get 6))
              (local.get 10)))
          (local.set 16
            (i32.load offset=4
              (local.get 9)))
          (local.set 16
            (select
              (local.get 16)
              (i32.const 0)
              (i32.gt_s
                (local.get 16)
                (i32.const 0))))
          (local.set 10
            (i32.add
              (i32.mul
                (select
                  (local.get 16)
                  (local.get 7)
                  (i32.lt_s
                    (local.get 16)
                    (local.get 7)))
                (local.get 8))
              (local.get 10)))
          (memory.copy
            (local.get 2)
            (local.get 10)
            (local.get 4))
          (local.set 2
            (i32.add
              (local.get 2)
              (local.get 4)))
          (local.set 9
            (i32.add
              (local.get 9)
              (i32.const 8)))
          (br_if 0 (;@3;)
            (local.tee 11
              (i32.sub
                (local.get 11)
                (i32.const 1)))))
        (local.set 1
          (i32.add
            (local.get 1)
            (i32.load offset=48
              (local.get 0))))
        (br_if 0 (;@2;)
          (local.tee 15
            (i32.sub
              (local.get 15)
              (i32.const 1)))))
      (local.set 3
        (local.get 9))
      (br_if 0 (;@1;)
        (local.tee 14
          (i32.sub
            (local.get 14)
            (i32.const 1)))))))
