import { Effect, Exit, Option, Stream } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Blobs } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (found: Option.Option<Uint8Array>) =>
  Option.getOrNull(Option.map(found, (each) => new TextDecoder().decode(each)))

/** The rules of `infra/platform/contracts/blobs.md` that any implementation must keep. */
export const blobsContract = (name: string, open: Open<Blobs>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Blobs>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))

  describe(`Blobs: ${name}`, () => {
    rule(
      "BLOBS-1 a blob is read whole or in part",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        yield* blobs.write("a/b", bytes("0123456789"))
        expect(text(yield* blobs.read("a/b"))).toBe("0123456789")
        expect(text(yield* blobs.read("a/b", { offset: 3 }))).toBe("3456789")
        expect(text(yield* blobs.read("a/b", { offset: 3, length: 2 }))).toBe("34")
        expect(text(yield* blobs.read("a/b", { offset: 8, length: 50 }))).toBe("89")
        expect(text(yield* blobs.read("a/b", { offset: 50, length: 1 }))).toBe("")
        expect(Option.getOrNull(yield* blobs.size("a/b"))).toBe(10)
      })
    )

    rule(
      "BLOBS-2 a written blob never changes, and one of several writers succeeds",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        yield* blobs.write("a", bytes("one"))
        expect(yield* Effect.flip(blobs.write("a", bytes("two")))).toMatchObject({ _tag: "BlobExists", path: "a" })
        expect(text(yield* blobs.read("a"))).toBe("one")
        const writers = ["1", "2", "3", "4"].map((each) => Effect.exit(blobs.write("b", bytes(each.repeat(1000)))))
        const exits = yield* Effect.all(writers, { concurrency: "unbounded" })
        expect(exits.filter(Exit.isSuccess)).toHaveLength(1)
        const winner = exits.findIndex(Exit.isSuccess) + 1
        expect(text(yield* blobs.read("b"))).toBe(String(winner).repeat(1000))
      })
    )

    rule(
      "BLOBS-4 appends add to the end, and none is torn",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        yield* blobs.append("log/x", bytes("a"))
        yield* blobs.append("log/x", bytes("b"))
        expect(text(yield* blobs.read("log/x"))).toBe("ab")
        const rows = Array.from({ length: 40 }, (_, i) => `[${String(i).padStart(46, "0")}]`)
        yield* Effect.forEach(rows, (row) => blobs.append("rows", bytes(row)), { concurrency: "unbounded" })
        const found = text(yield* blobs.read("rows")) ?? ""
        expect(found.match(/.{48}/g)?.toSorted()).toEqual(rows)
      })
    )

    rule(
      "BLOBS-5 a blob written whole can't be added to",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        yield* blobs.write("a", bytes("one"))
        expect(yield* Effect.flip(blobs.append("a", bytes("two")))).toMatchObject({ retryable: false })
        yield* blobs.append("b", bytes("one"))
        expect(yield* Effect.flip(blobs.write("b", bytes("two")))).toMatchObject({ _tag: "BlobExists" })
      })
    )

    rule(
      "BLOBS-6 what is not there is none",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        expect(Option.isNone(yield* blobs.read("none"))).toBe(true)
        expect(Option.isNone(yield* blobs.size("none"))).toBe(true)
        expect(yield* Effect.flip(Stream.runDrain(blobs.stream("none")))).toMatchObject({ _tag: "BlobsUnavailable" })
      })
    )

    rule(
      "BLOBS-7 a stream gives the same bytes",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        const large = new Uint8Array(300_000).map((_, i) => i % 251)
        yield* blobs.write("large", large)
        const parts = yield* Stream.runCollect(blobs.stream("large"))
        expect(parts.length).toBeGreaterThan(1)
        expect(Buffer.compare(Buffer.concat([...parts]), large)).toBe(0)
      })
    )

    rule(
      "BLOBS-8 BLOBS-9 list is sorted and by prefix; remove takes away",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        expect(yield* blobs.list("candles/")).toEqual([])
        for (const path of ["candles/b", "candles/a/1", "other/c"]) yield* blobs.write(path, bytes(path))
        yield* blobs.append("candles/a/2", bytes("x"))
        yield* blobs.append("candles/a", bytes("x"))
        expect(yield* blobs.list("candles/")).toEqual(["candles/a", "candles/a/1", "candles/a/2", "candles/b"])
        expect(yield* blobs.list("candles/a/")).toEqual(["candles/a/1", "candles/a/2"])
        yield* blobs.remove("candles/a/1")
        yield* blobs.remove("candles/a/1")
        expect(yield* blobs.list("candles/a/")).toEqual(["candles/a/2"])
        yield* blobs.write("candles/a/1", bytes("again"))
        for (const none of ["../", "/", "candles/../", "candles//"]) expect(yield* blobs.list(none)).toEqual([])
      })
    )

    rule(
      "BLOBS-10 a name that ends as files do is one like any other, as a blob and as a folder",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        yield* blobs.append("a/x", bytes("appended"))
        yield* blobs.write("a/y", bytes("written"))
        const odd = ["a/x.blob", "a/x.log", "a/x.log/b", "a/y.blob.log/c.blob/d", "a/y.blob/b.log"]
        for (const path of odd) yield* blobs.write(path, bytes(path))
        for (const path of odd) expect(text(yield* blobs.read(path))).toBe(path)
        expect(text(yield* blobs.read("a/x"))).toBe("appended")
        expect(yield* blobs.list("a/")).toEqual([...odd, "a/x", "a/y"].toSorted())
        expect(yield* blobs.list("a/x.log/")).toEqual(["a/x.log/b"])
      })
    )

    rule(
      "BLOBS-10 a path that could lead elsewhere is refused",
      Effect.gen(function* () {
        const blobs = yield* Blobs
        const bad = ["", "/", "/etc/x", "../x", "a/../../x", "a//b", "a/", "a\\b", "a b", ".tmp/x", "a\0b"]
        for (const path of [...bad, "x".repeat(513)]) {
          const refused = { _tag: "BlobsUnavailable", retryable: false }
          expect(yield* Effect.flip(blobs.write(path, bytes("x")))).toMatchObject(refused)
          expect(yield* Effect.flip(blobs.append(path, bytes("x")))).toMatchObject(refused)
          expect(yield* Effect.flip(blobs.read(path))).toMatchObject(refused)
          expect(yield* Effect.flip(blobs.remove(path))).toMatchObject(refused)
        }
      })
    )
  })
}
