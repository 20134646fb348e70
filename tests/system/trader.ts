/** What came back from the API: `body` is JSON when it says so, else text. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Someone signed in through the gateway, asking over real HTTP. */
export interface Trader {
  readonly tenant: string
  readonly origin: string
  readonly cookie: string
  /** Any request; `path` begins with `/`. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** A request that must succeed: throws what the API answered otherwise. */
  readonly get: <A>(path: string) => Promise<A>
  readonly post: <A>(path: string, body?: unknown) => Promise<A>
}

const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const json = response.headers.get("content-type")?.includes("json") === true
  return { status: response.status, headers: response.headers, body: json && text !== "" ? JSON.parse(text) : text }
}

const request = async (
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>>
): Promise<Answer> =>
  readAnswer(
    await fetch(url, {
      method,
      redirect: "manual",
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) })
    })
  )

/** One request as somebody, or as nobody without a cookie. */
export const ask = (url: string, method: string, body?: unknown, cookie?: string): Promise<Answer> =>
  request(url, method, body, cookie === undefined ? {} : { cookie })

/** Somebody whom these headers let in. */
const traderWith = (origin: string, tenant: string, headers: Readonly<Record<string, string>>): Trader => {
  const must = async <A>(method: string, path: string, body?: unknown): Promise<A> => {
    const answer = await request(origin + path, method, body, headers)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    // The contract's schemas are checked by the API's own tests.
    return answer.body as A
  }
  return {
    tenant,
    origin,
    cookie: headers["cookie"] ?? "",
    ask: (method, path, body) => request(origin + path, method, body, headers),
    get: (path) => must("GET", path),
    post: (path, body) => must("POST", path, body)
  }
}

/** Somebody for whom a gateway vouches, asking the functions behind it. */
export const asPrincipal = (origin: string, tenant: string): Trader => {
  const principal = { identityProvider: "local", userId: tenant, userDetails: tenant, userRoles: ["authenticated"] }
  return traderWith(origin, tenant, {
    "x-ms-client-principal": Buffer.from(JSON.stringify(principal)).toString("base64")
  })
}

/** Signs in as one of the demo tenants. */
export const signIn = async (origin: string, tenant: string): Promise<Trader> => {
  const { headers } = await fetch(`${origin}/.auth/login/local`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ user: tenant })
  })
  const cookie = headers.getSetCookie()[0]?.split(";")[0]
  if (cookie === undefined) throw new Error(`${origin} did not sign ${tenant} in`)
  return traderWith(origin, tenant, { cookie })
}

/** Asks again until an answer will do; throws the last one after `patience` ms. */
export const until = async <A>(
  what: string,
  look: () => Promise<A>,
  holds: (value: A) => boolean,
  patience = 120_000
): Promise<A> => {
  const deadline = Date.now() + patience
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    if (Date.now() > deadline) throw new Error(`not within ${patience} ms: ${what}; last seen ${JSON.stringify(value)}`)
    await new Promise((resume) => setTimeout(resume, 25))
  }
}
