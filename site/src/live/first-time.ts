import { OldestOut } from "@tradetower/domain/oldest-out"

/** As many as a page can show long before one of them comes again. */
const REMEMBERED = 200

/** Asks of each id whether it comes for the first time: what a server had on its way when it ended, its successor sends again. */
export const firstTime = (): ((id: string) => boolean) => {
  const known = new OldestOut<string, true>(REMEMBERED)
  return (id) => {
    const isFirst = known.get(id) === undefined
    known.set(id, true)
    return isFirst
  }
}
