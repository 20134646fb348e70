/**
 * How the server keeps its memory small: a small young generation, and an old one that is collected once it has grown by
 * this much, not by up to four times as V8 would let it. What waits in there is mostly rubbish of the start.
 */
export const memoryFlags = ["--max-semi-space-size=8", "--heap-growing-percent=40"]
