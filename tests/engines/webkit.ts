import { globSync } from "node:fs"
import { freePort } from "../system/free-port.ts"
import { until } from "../system/trader.ts"
import type { OpenEngine } from "./engine.ts"
import { ended, installed, quietly } from "./installed.ts"

/** WebKitGTK's small browser, in a screen of its own (Xvfb) where there is none, over WebDriver. */
export const openWebKit: OpenEngine = async () => {
  const driver = installed("WebKitWebDriver")
  const binary = globSync("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")[0]
  const screen = process.env["DISPLAY"] === undefined ? installed("Xvfb") : undefined
  if (driver === undefined || binary === undefined) return undefined
  if (screen === undefined && process.env["DISPLAY"] === undefined) return undefined
  const display = process.env["DISPLAY"] ?? ":97"
  const xvfb = screen === undefined ? undefined : quietly(screen, [display, "-screen", "0", "1440x900x24"])
  const port = await freePort()
  const child = quietly(driver, [`--port=${port}`], { DISPLAY: display })
  const ask = async <A>(method: string, path: string, body?: object): Promise<A> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    // The protocol says what each command answers.
    const { value } = (await response.json()) as { readonly value: A & { readonly message?: string } }
    if (!response.ok) throw new Error(`${method} ${path}: ${value.message}`)
    return value
  }
  await until(
    "WebKit's driver listens",
    () => ask<{ ready: boolean }>("GET", "/status").catch(() => undefined),
    (status) => status?.ready === true
  )
  const options = { binary, args: ["--automation"] }
  const { capabilities, sessionId } = await ask<{ capabilities: { browserVersion: string }; sessionId: string }>(
    "POST",
    "/session",
    { capabilities: { alwaysMatch: { browserName: "MiniBrowser", "webkitgtk:browserOptions": options } } }
  )
  const session = `/session/${sessionId}`
  return {
    name: `WebKitGTK ${capabilities.browserVersion}`,
    goto: async (url) => {
      await ask("POST", `${session}/url`, { url })
    },
    evaluate: (expression) =>
      ask("POST", `${session}/execute/async`, {
        script: `const done = arguments[arguments.length - 1]; (async () => await (${expression}))().then(done, (e) => done(String(e)))`,
        args: []
      }),
    close: async () => {
      await ask("DELETE", session).catch(() => undefined)
      await ended(child)
      if (xvfb !== undefined) await ended(xvfb)
    }
  }
}
