import { expect, it } from "vitest"
import { retryAfterIn } from "./retry-after.ts"

const now = Date.UTC(2026, 10, 27, 15)
const at = (millis: number) => new Date(millis).toUTCString()
const after = (headers: Record<string, string>) => retryAfterIn(new Headers(headers), now)

it.each([
  ["seconds", { "retry-after": "7" }, 7_000],
  ["a date", { "retry-after": at(now + 30_000) }, 30_000],
  ["a date by the answer's own clock", { "retry-after": at(now + 90_000), date: at(now + 60_000) }, 30_000],
  ["when the limit begins anew", { "x-ratelimit-reset": "12" }, 12_000],
  ["that as a moment", { "x-ratelimit-reset": String(now / 1_000 + 45), date: at(now) }, 45_000],
  ["of both, what is meant for this answer", { "retry-after": "3", "x-ratelimit-reset": "60" }, 3_000],
  ["more than is believed", { "retry-after": "86400" }, 300_000],
  ["nothing", {}, undefined],
  ["no number", { "retry-after": "soon" }, undefined],
  ["a moment that is over", { "x-ratelimit-reset": String(now / 1_000 - 1) }, undefined]
])("is told as %s", (_, headers, wait) => {
  expect(after(headers)).toBe(wait)
})
