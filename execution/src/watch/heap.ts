/** What a heap holds: it remembers its own place, so that it can be taken out of the middle in O(log n). */
export interface Node<A> {
  readonly value: A
  readonly key: number
  /** -1 when it is in no heap. */
  place: number
}

/** A binary heap, smallest key first, from which any node can be removed. */
export class Heap<A> {
  readonly #nodes: Array<Node<A>> = []

  get size(): number {
    return this.#nodes.length
  }

  /** The node with the smallest key. */
  peek(): Node<A> | undefined {
    return this.#nodes[0]
  }

  add(key: number, value: A): Node<A> {
    const node: Node<A> = { value, key, place: this.#nodes.length }
    this.#nodes.push(node)
    this.#rise(node)
    return node
  }

  /** Takes a node out; one that is not in a heap is left alone. */
  remove(node: Node<A>): void {
    if (node.place === -1) return
    const place = node.place
    node.place = -1
    const last = this.#nodes.pop()
    if (last === undefined || last === node) return
    this.#put(last, place)
    this.#rise(last)
    this.#sink(last)
  }

  #put(node: Node<A>, place: number): void {
    this.#nodes[place] = node
    node.place = place
  }

  #rise(node: Node<A>): void {
    while (node.place > 0) {
      const above = this.#nodes[(node.place - 1) >> 1]
      if (above === undefined || above.key <= node.key) return
      const place = above.place
      this.#put(above, node.place)
      this.#put(node, place)
    }
  }

  #sink(node: Node<A>): void {
    for (;;) {
      const left = this.#nodes[2 * node.place + 1]
      const right = this.#nodes[2 * node.place + 2]
      const below = right !== undefined && left !== undefined && right.key < left.key ? right : left
      if (below === undefined || below.key >= node.key) return
      const place = below.place
      this.#put(below, node.place)
      this.#put(node, place)
    }
  }
}
