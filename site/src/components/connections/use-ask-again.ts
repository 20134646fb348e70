import { useQueryClient } from "@tanstack/react-query"
import { connections, exchanges } from "../../client/queries.ts"

/** Asks for the accounts anew wherever they are shown: after one of them changed. */
export const useAskAgain = (): (() => void) => {
  const client = useQueryClient()
  return () => {
    for (const { queryKey } of [connections, exchanges]) void client.invalidateQueries({ queryKey })
  }
}
