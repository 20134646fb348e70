import { useMutation, type UseMutationResult } from "@tanstack/react-query"
import { toast } from "../../live/store.ts"
import { useAskAgain } from "./use-ask-again.ts"

/** Changes an account: once that is done it is asked for anew, `said`, and the dialog closed. */
export const useChange = (
  change: () => Promise<unknown>,
  close: () => void,
  said?: string
): UseMutationResult<unknown, Error, void> => {
  const askAgain = useAskAgain()
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      if (said !== undefined) toast(said)
      askAgain()
      close()
    }
  })
}
