import { expect, it } from "vitest"
import { derivedOnce } from "./derived-once.ts"

it("works out once for each object, not for each that looks alike", () => {
  const asked: Array<number> = []
  const doubled = derivedOnce(({ count }: { readonly count: number }) => {
    asked.push(count)
    return [count * 2]
  })
  const one = { count: 1 }
  expect(doubled(one)).toBe(doubled(one))
  expect(doubled({ count: 1 })).toEqual([2])
  expect(asked).toEqual([1, 1])
})
