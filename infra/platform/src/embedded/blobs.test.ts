import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Fiber, Layer } from "effect"
import { expect, it } from "@effect/vitest"
import { embeddedBlobs } from "./blobs.ts"

it.live("a start that is given up makes nothing any more once it has ended", () =>
  Effect.gen(function* () {
    const root = mkdtempSync(join(tmpdir(), "tradetower-blobs-"))
    // Which of two is quicker is chance: of so many, some would go on.
    for (let i = 0; i < 40; i++) {
      const folder = join(root, String(i), "blobs")
      const start = yield* Effect.forkChild(Effect.scoped(Layer.build(embeddedBlobs(folder))), {
        startImmediately: true
      })
      yield* Fiber.interrupt(start)
      expect(existsSync(folder)).toBe(true)
    }
    rmSync(root, { recursive: true })
  })
)
