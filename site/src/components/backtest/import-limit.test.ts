import { IMPORT_LIMIT, IMPORT_LIMIT_ON_AZURE } from "@tradetower/api/contract"
import { afterEach, expect, it, vi } from "vitest"
import { LIMITS, tooLarge } from "./import-limit.ts"

afterEach(() => vi.unstubAllEnvs())

it("tells before a file is sent that it is too large, on Azure from 30 MB on", () => {
  expect(LIMITS).toEqual({ own: IMPORT_LIMIT, azure: IMPORT_LIMIT_ON_AZURE })
  vi.stubEnv("OWN_SERVER", "yes")
  expect([tooLarge({ size: 60_000_000 }), tooLarge({ size: 67_108_864 })]).toEqual([undefined, undefined])
  expect(tooLarge({ size: 70_000_000 })).toContain("has 70 MB, and here a file may have 67.1 MB")
  vi.stubEnv("OWN_SERVER", "")
  expect(tooLarge({ size: 30_000_000 })).toBeUndefined()
  expect(tooLarge({ size: 41_230_000 })).toContain("has 41.2 MB, and here a file may have 30 MB. As Parquet")
})
