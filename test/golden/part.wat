;; copy slice from 0,2,0, size 1,3,5, strides 1,1,1 [1,7,5], in place
(module
  (import "env" "memory" (memory (;0;) 0)))
