/** First in, first out, without moving the rest. */
export class Fifo<A> {
  private items: Array<A | undefined> = []
  private head = 0

  get length(): number {
    return this.items.length - this.head
  }
  get first(): A | undefined {
    return this.items[this.head]
  }
  push(item: A): void {
    this.items.push(item)
  }
  shift(): A | undefined {
    const item = this.items[this.head]
    if (this.head < this.items.length) this.items[this.head++] = undefined
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
    return item
  }
}
