import { afterEach, expect, it, vi } from "vitest"
import { reach, signedInDevices } from "./own-server.ts"

afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

/** The pages at a host, served by us or not; counts what is asked. */
const at = (hostname: string, ownServer: boolean) => {
  const asked: Array<string> = []
  vi.stubGlobal("location", { hostname })
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address)
    return Promise.resolve(Response.json({ network: "NEIGHBOURS", sessions: [] }))
  })
  vi.stubEnv("OWN_SERVER", ownServer ? "yes" : "")
  return asked
}

it("asks our own server where it stands and who is signed in, and nobody else", async () => {
  const ours = at("192.168.0.7", true)
  expect(await reach()).toEqual({ network: "NEIGHBOURS", sessions: [] })
  expect(await signedInDevices()).toEqual([])
  expect(ours).toEqual(["/.local/reach", "/.local/sessions"])

  const theirs = at("tower.azurestaticapps.net", false)
  expect(await reach()).toBeNull()
  expect(await signedInDevices()).toBeNull()
  at("127.0.0.1", false)
  expect(await reach()).toEqual({ network: "DEVELOPER" })
  expect(theirs).toEqual([])
})
