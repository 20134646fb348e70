/** What waits to be sent. When it is full, what comes is dropped and counted (TELEMETRY-8). */
export class Waiting<A> {
  private readonly most: number
  private readonly drop: (count: number) => void
  private items: Array<A> = []

  constructor(most: number, drop: (count: number) => void) {
    this.most = most
    this.drop = drop
  }

  push(item: A): void {
    if (this.items.length < this.most) this.items.push(item)
    else this.drop(1)
  }

  take(): ReadonlyArray<A> {
    const { items } = this
    this.items = []
    return items
  }
}
