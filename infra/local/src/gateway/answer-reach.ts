import type { ServerResponse } from "node:http"
import { isLoopback, type Reach } from "./reach.ts"

/**
 * Answers `/.local/reach`: where this server can be asked from, as far as it was told, so that pages say nothing untrue
 * of their addresses. There is no such thing on Static Web Apps, which everybody reaches.
 */
export const answerReach = ({ listen, publicUrl }: Reach, response: ServerResponse, path: string): boolean => {
  if (path !== "/.local/reach") return false
  response.setHeader("content-type", "application/json")
  response.setHeader("cache-control", "no-store")
  response.end(
    JSON.stringify({
      ...(publicUrl !== undefined && { publicUrl: publicUrl.origin }),
      network: isLoopback(listen) ? "THIS_COMPUTER" : "NEIGHBOURS"
    })
  )
  return true
}
