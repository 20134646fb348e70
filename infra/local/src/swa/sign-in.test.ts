import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { listen } from "../gateway/listen.ts"
import { signInBefore } from "./sign-in.ts"

const site = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "sign-in-"))
    writeFileSync(join(folder, "index.html"), "<style>h1{color:red}</style>")
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

it.live("who signs in before the Static Web Apps CLI needs nothing from the internet, and the rest is the CLI's", () =>
  Effect.gen(function* () {
    const { url: cli } = yield* listen(
      createServer((incoming, response) => {
        response.writeHead(201, { "x-asked": `${incoming.method} ${incoming.url} ${incoming.headers.host}` })
        incoming.pipe(response)
      }),
      0,
      () => undefined
    )
    const url = yield* signInBefore({ site: yield* site, cli, port: 0, taken: () => undefined })
    const ask = (path: string, init?: RequestInit) =>
      Effect.promise(() => fetch(url + path, { redirect: "manual", ...init }))

    const shown = yield* ask("/.auth/login/local?post_login_redirect_uri=%2Fapp%2Fbots%2F")
    const html = yield* Effect.promise(() => shown.text())
    expect(html).toContain("h1{color:red}")
    expect(html).toContain(`value="/app/bots/"`)
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)

    const form = new URLSearchParams({ user: "ada", redirect: "/app/bots/" })
    const taken = yield* ask("/.auth/login/local", { method: "POST", body: form })
    expect([taken.status, taken.headers.get("location")]).toEqual([303, "/app/bots/"])
    const [cookie = ""] = taken.headers.getSetCookie()
    const [, principal = ""] = /^StaticWebAppsAuthCookie=([^;]+); Path=\/$/.exec(cookie) ?? []
    expect(JSON.parse(Buffer.from(principal, "base64").toString())).toMatchObject({
      identityProvider: "local",
      userId: "ada",
      userRoles: ["anonymous", "authenticated"]
    })
    const nobody = yield* ask("/.auth/login/local", { method: "POST", body: new URLSearchParams({ user: "eve" }) })
    expect(nobody.headers.getSetCookie()).toEqual([])

    const passed = yield* ask("/api/v1/bots?x=1", { method: "PUT", body: "a bot" })
    expect(passed.status).toBe(201)
    expect(passed.headers.get("x-asked")).toBe(`PUT /api/v1/bots?x=1 ${new URL(url).host}`)
    expect(yield* Effect.promise(() => passed.text())).toBe("a bot")
  })
)
