// Pages that only need the header.
import { begin } from "./shell.js";

begin();
