import type { Attributes } from "./sink.ts"

/** A counter or a gauge of certain attributes. */
export interface Measured {
  readonly name: string
  readonly attributes: Attributes
  readonly value: number
}

/** Past this many a counter's attributes are surely unbounded; the rest is added up without them. */
const MOST = 5_000

/** Counters and gauges by name and attributes. */
export class Series {
  private readonly all = new Map<string, { name: string; attributes: Attributes; value: number }>()

  add(name: string, by: number, attributes: Attributes): void {
    this.of(name, attributes).value += by
  }

  set(name: string, value: number, attributes: Attributes): void {
    this.of(name, attributes).value = value
  }

  get values(): ReadonlyArray<Measured> {
    return [...this.all.values()]
  }

  /** What there is, which begins anew. */
  take(): ReadonlyArray<Measured> {
    const values = this.values
    this.all.clear()
    return values
  }

  private of(name: string, attributes: Attributes) {
    let key = name
    for (const each in attributes) key += `|${each}=${attributes[each]}`
    const full = this.all.size >= MOST
    const known = this.all.get(key) ?? (full ? this.all.get(name) : undefined)
    if (known !== undefined) return known
    const made = { name, attributes: full ? {} : attributes, value: 0 }
    this.all.set(full ? name : key, made)
    return made
  }
}
