import { describe, expect, it } from "vitest"
import { type FeedPart, partsOf } from "./feed-parts.ts"
import { effectiveKeysOf, type Share, wholeShare } from "./slots.ts"

const share = (index: number, of: number): Share => ({ index, of })
const at = <A>(which: Share, place: A): FeedPart<A> => ({ ...effectiveKeysOf(which), place })

describe("where a share of a feed goes on", () => {
  it("one that nobody followed before has no place", () => {
    expect(partsOf(share(1, 2), [])).toEqual([{ min: "2000", max: "FF", place: undefined }])
    expect(partsOf(share(1, 2), [at(share(0, 2), 7)])).toEqual([{ min: "2000", max: "FF", place: undefined }])
  })

  it("of more shares than before, each goes on where the larger one was", () => {
    expect(partsOf(share(1, 3), [at(wholeShare, 7)])).toEqual([{ min: "1556", max: "2AAB", place: 7 }])
  })

  it("of fewer shares than before, each goes on where those were that it joins", () => {
    const thirds = [at(share(0, 3), 5), at(share(1, 3), 6), at(share(2, 3), 7)]
    expect(partsOf(share(0, 2), thirds)).toEqual([
      { min: "", max: "1556", place: 5 },
      { min: "1556", max: "2000", place: 6 }
    ])
    expect(partsOf(wholeShare, thirds).map(({ place }) => place)).toEqual([5, 6, 7])
  })

  it("the first that knows a part is asked, and the next where it knows none", () => {
    const known = [at(share(0, 3), 9), at(wholeShare, 4)]
    expect(partsOf(wholeShare, known)).toEqual([
      { min: "", max: "1556", place: 9 },
      { min: "1556", max: "FF", place: 4 }
    ])
  })

  it("neighbours at one place are one part", () => {
    expect(partsOf(wholeShare, [at(share(0, 2), 5), at(share(1, 2), 5)])).toEqual([{ min: "", max: "FF", place: 5 }])
  })
})
