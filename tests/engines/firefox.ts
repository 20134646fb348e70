import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../system/free-port.ts"
import { until } from "../system/trader.ts"
import type { OpenEngine } from "./engine.ts"
import { ended, installed, quietly } from "./installed.ts"

interface Reply {
  readonly id?: number
  readonly type?: string
  readonly error?: string
  readonly message?: string
  readonly result?: unknown
}

const connected = (url: string): Promise<WebSocket | undefined> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.onopen = () => resolve(socket)
    socket.onerror = () => resolve(undefined)
  })

/** Commands of WebDriver BiDi over a socket. */
const bidi = (socket: WebSocket) => {
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  let sent = 0
  socket.onmessage = ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply
    const one = waiting.get(reply.id ?? -1)
    waiting.delete(reply.id ?? -1)
    if (reply.type === "error") one?.reject(new Error(`${reply.error}: ${reply.message}`))
    else one?.resolve(reply.result)
  }
  // The protocol says what each command answers.
  return <A>(method: string, params: object): Promise<A> =>
    new Promise<unknown>((resolve, reject) => {
      sent += 1
      waiting.set(sent, { resolve, reject })
      socket.send(JSON.stringify({ id: sent, method, params }))
    }) as Promise<A>
}

interface Evaluated {
  readonly type: "success" | "exception"
  readonly result?: { readonly value?: string }
  readonly exceptionDetails?: { readonly text: string }
}

/** Debian's Firefox, over WebDriver BiDi. */
export const openFirefox: OpenEngine = async () => {
  const program = installed("firefox-esr") ?? installed("firefox")
  if (program === undefined) return undefined
  const port = await freePort()
  const profile = mkdtempSync(join(tmpdir(), "tradetower-firefox-"))
  const args = ["--headless", "--no-remote", "--profile", profile, `--remote-debugging-port=${port}`]
  const child = quietly(program, args)
  const socket = await until(
    "Firefox listens",
    () => connected(`ws://127.0.0.1:${port}/session`),
    (one) => one !== undefined
  )
  if (socket === undefined) throw new Error("Firefox does not listen")
  const ask = bidi(socket)
  const { capabilities } = await ask<{ capabilities: { browserVersion: string } }>("session.new", { capabilities: {} })
  const { contexts } = await ask<{ contexts: ReadonlyArray<{ context: string }> }>("browsingContext.getTree", {})
  const context = contexts[0]?.context
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    goto: async (url) => {
      await ask("browsingContext.navigate", { context, url, wait: "complete" })
    },
    evaluate: async (expression) => {
      const { exceptionDetails, result } = await ask<Evaluated>("script.evaluate", {
        expression: `(async () => JSON.stringify(await (${expression})))()`,
        target: { context },
        awaitPromise: true
      })
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
      return result?.value === undefined ? undefined : (JSON.parse(result.value) as unknown)
    },
    close: async () => {
      socket.close()
      await ended(child)
      rmSync(profile, { recursive: true, force: true })
    }
  }
}
