/** Times in the reader's own zone, where a page needs nothing else. */

import { sayTimes } from "../exam/when.js";

sayTimes();
