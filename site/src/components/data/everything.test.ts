import { afterEach, expect, it, vi } from "vitest"
import { everything } from "./everything.ts"

afterEach(() => vi.unstubAllGlobals())

/** An API that gives these pages. */
const serving = (pages: Readonly<Record<string, object>>) =>
  vi.stubGlobal("fetch", (address: string) => {
    const page = pages[new URL(address, "http://here").searchParams.get("continuation") ?? ""]
    return Promise.resolve(
      page === undefined ? Response.json({ status: 503, detail: "Not now." }, { status: 503 }) : Response.json(page)
    )
  })

const first = {
  parts: [
    { container: "Users", documents: [{ id: "user" }] },
    { container: "Orders", documents: [] }
  ],
  continuation: "Orders~1"
}
const second = { parts: [{ container: "Orders", documents: [{ id: "a" }, { id: "b" }] }], continuation: "Orders~2" }
const last = {
  parts: [
    { container: "Orders", documents: [{ id: "c" }] },
    { container: "Alerts", documents: [] }
  ]
}

it("puts the pages together to one JSON object", async () => {
  serving({ "": first, "Orders~1": second, "Orders~2": last })
  const told: Array<number> = []
  const file = await everything("ada", (documents) => told.push(documents))
  expect(JSON.parse(await file.text())).toEqual({
    exportedAt: expect.any(Number) as number,
    tenantId: "ada",
    Users: [{ id: "user" }],
    Orders: [{ id: "a" }, { id: "b" }, { id: "c" }],
    Alerts: []
  })
  expect(told).toEqual([1, 3, 4])
})

it("makes no file of an export that breaks off", async () => {
  serving({ "": first, "Orders~1": second })
  await expect(everything("ada", () => undefined)).rejects.toThrow("Not now.")
})
