import { useEffect, useState } from "react"

/** A pause in typing, ms. */
const PAUSE = 400

/** What a text was when it was last left alone for a moment. */
export const useSettled = (text: string): string => {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
