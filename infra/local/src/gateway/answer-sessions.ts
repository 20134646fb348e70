import type { IncomingMessage, ServerResponse } from "node:http"
import { problem } from "./problem.ts"
import { NOT_WRITTEN, type Session, type Sessions } from "./sessions.ts"

const PATH = "/.local/sessions"

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify(body))
}

/**
 * Answers `/.local/sessions`: GET is the asker's signed-in devices, DELETE ends all but the asking one, and DELETE of
 * `/.local/sessions/{id}` ends one. Answers false for any other path. There is no such thing on Static Web Apps, whose
 * own sign-in stands there.
 */
export const answerSessions = async (
  sessions: Sessions,
  asker: Session | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
  path: string
): Promise<boolean> => {
  if (path !== PATH && !path.startsWith(`${PATH}/`)) return false
  response.setHeader("cache-control", "no-store")
  if (asker === undefined) {
    problem(response, 401, "Sign in first", "Sign in and try again.")
    return true
  }
  const own = sessions.of(asker.principal.userId)
  const wanted = path === PATH ? undefined : path.slice(PATH.length + 1)
  if (incoming.method === "GET" && wanted === undefined) {
    const list = own.map(({ browser, id, lastSeen, since }) => ({
      id,
      browser,
      since,
      lastSeen,
      current: id === asker.id
    }))
    json(response, { sessions: list })
    return true
  }
  if (incoming.method !== "DELETE") {
    response.setHeader("allow", wanted === undefined ? "GET, DELETE" : "DELETE")
    problem(response, 405, "Not this way", `${incoming.method} is nothing that can be done here.`)
    return true
  }
  const ending = own.filter(({ id }) => (wanted === undefined ? id !== asker.id : id === wanted)).map(({ id }) => id)
  if (wanted !== undefined && ending.length === 0) {
    problem(response, 404, "Not found", "This device is signed out already.")
    return true
  }
  try {
    await sessions.end(ending)
    response.statusCode = 204
    response.end()
  } catch {
    problem(response, 503, "Ended for now", NOT_WRITTEN)
  }
  return true
}
