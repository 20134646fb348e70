/** Where a text may be found again: a 53-bit hash, never 0. */
const hash = (text: string): number => {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0) + 1
}

/** Open addressing over two flat arrays: sixteen bytes an id at half load, nothing for the garbage collector. */
class Generation {
  private hashes = new Float64Array(1024)
  private numbers = new Float64Array(1024)
  private size = 0

  add(key: number, number: number): void {
    if (this.size * 2 >= this.hashes.length) this.grow()
    let at = key % this.hashes.length
    while (this.hashes[at] !== 0) at = (at + 1) % this.hashes.length
    this.hashes[at] = key
    this.numbers[at] = number
    this.size++
  }

  some(key: number, test: (number: number) => boolean): boolean {
    for (let at = key % this.hashes.length; this.hashes[at] !== 0; at = (at + 1) % this.hashes.length) {
      if (this.hashes[at] === key && test(this.numbers[at] ?? 0)) return true
    }
    return false
  }

  private grow(): void {
    const { hashes, numbers } = this
    this.hashes = new Float64Array(hashes.length * 4)
    this.numbers = new Float64Array(hashes.length * 4)
    this.size = 0
    hashes.forEach((key, i) => {
      if (key !== 0) this.add(key, numbers[i] ?? 0)
    })
  }
}

/**
 * Remembers which row holds each recently sent message id, for the window and a little longer. Only a hint of where to
 * look: whether the row is really there, and young enough, the database says.
 */
export class RecentIds {
  private readonly windowMs: number
  private current = new Generation()
  private previous = new Generation()
  private begun: number

  constructor(windowMs: number, now: number) {
    this.windowMs = windowMs
    this.begun = now
  }

  add(id: string, row: number, now: number): void {
    if (now - this.begun > this.windowMs) {
      this.previous = this.current
      this.current = new Generation()
      this.begun = now
    }
    this.current.add(hash(id), row)
  }

  /** Whether `test` holds for a row that may hold this id. */
  some(id: string, test: (row: number) => boolean): boolean {
    const key = hash(id)
    return this.current.some(key, test) || this.previous.some(key, test)
  }
}
