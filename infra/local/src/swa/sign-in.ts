import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import { join } from "node:path"
import { Effect } from "effect"
import { formOf, localTarget, page, redirect } from "../gateway/auth.ts"
import { listen } from "../gateway/listen.ts"
import { dressOf } from "../gateway/login-page.ts"
import { demoPeople, owner, principalHeader, principalOf } from "../gateway/principal.ts"

export interface SignInOptions {
  /** The folder with the built site, whose styles the page wears. */
  readonly site: string
  /** Where the CLI answers. */
  readonly cli: string
  /** Where to listen; the next free one when it is taken, of which `taken` hears. */
  readonly port: number
  readonly taken: (port: number) => void
}

const SIGN_IN = /^\/\.auth\/login\/[\w-]+$/
const people = [owner, ...demoPeople]

/**
 * Stands before the Static Web Apps CLI with a page to sign in, because the CLI's own loads scripts from the internet:
 * who is chosen gets the cookie that the CLI's page would set. Everything else is the CLI's. Answers with its address.
 */
export const signInBefore = ({ cli, port, site, taken }: SignInOptions) => {
  const dress = dressOf(readFileSync(join(site, "index.html"), "utf8"))

  const signIn = async (incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const form = incoming.method === "POST" ? await formOf(incoming) : undefined
    const to = localTarget(form?.get("redirect") ?? url.searchParams.get("post_login_redirect_uri"))
    const person = people.find(({ id }) => id === form?.get("user"))
    if (person === undefined)
      return page(response, 200, { people, asksPassphrase: false, redirect: to, current: undefined, dress })
    redirect(response, 303, to, `StaticWebAppsAuthCookie=${principalHeader(principalOf(person))}; Path=/`)
  }

  const passOn = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { headers, method, url: path } = incoming
    const asked = request(new URL(cli), { method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
      answer.on("error", () => response.destroy())
    })
    asked.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
    response.on("close", () => asked.destroy())
    incoming.pipe(asked)
  }

  const server = createServer((incoming, response) => {
    const url = URL.canParse(incoming.url ?? "", cli) ? new URL(incoming.url ?? "", cli) : undefined
    if (url === undefined || !SIGN_IN.test(url.pathname)) return passOn(incoming, response)
    signIn(incoming, response, url).catch(() => response.destroy())
  })
  return Effect.map(listen(server, port, taken), (listening) => listening.url)
}
