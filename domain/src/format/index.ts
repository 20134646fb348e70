export { NumberFormat, shownNumber, signsOf, usualNumbers } from "./number-format.ts"
