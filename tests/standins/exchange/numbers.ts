import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The numbers that an account's orders are sent under: each given once, and taken by one order, also after a restart. */
export class Numbers {
  readonly #path: string
  readonly #taken = new Set<number>()
  #last = 0

  constructor(folder: string, account: string) {
    this.#path = join(folder, `${encodeURIComponent(account)}.numbers`)
    const lines = existsSync(this.#path) ? readFileSync(this.#path, "utf8").split("\n") : []
    for (const line of lines) {
      const [what, number] = line.split(" ")
      if (what === "given") this.#last = Number(number)
      if (what === "taken") this.#taken.add(Number(number))
    }
  }

  next(): number {
    this.#last += 1
    this.#write("given", this.#last)
    return this.#last
  }

  given(number: number): boolean {
    return Number.isInteger(number) && number > 0 && number <= this.#last
  }

  taken(number: number): boolean {
    return this.#taken.has(number)
  }

  take(number: number): void {
    this.#taken.add(number)
    this.#write("taken", number)
  }

  #write(what: string, number: number): void {
    appendFileSync(this.#path, `${what} ${number}\n`)
  }
}
