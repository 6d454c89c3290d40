/* The search of an offline archive: numbers that are written as printable text, and the postings in them.
 *
 * docs/search-format.md describes the codes. Damaged text gives other numbers, never an endless loop or a huge array.
 */
"use strict";

(function (archive) {
  const ALPHABET = Array.from({ length: 94 }, (_, place) => String.fromCharCode(0x21 + place)).filter((letter) => !'"<\\'.includes(letter)).join("");
  const DIGIT = new Int16Array(128).fill(-1);
  [...ALPHABET].forEach((letter, value) => { DIGIT[letter.charCodeAt(0)] = value; });
  const BITS = 13;
  const ORDER = [10, 11, 12, 9, 13, 8, 14, 7, 16, 6, 15, 5, 4, 3, 2, 1, 0]; // levels, the commonest first
  const PAIRS = [6, 7, 5, 4, 16, 8, 3, 2, 1, 0]; // of a dense term: n stands for the levels 2n - 1 and 2n
  const MIXED = 16;
  const DENSE_NUMBERS = 131072;
  const DENSE_SHARE = 32;
  const MOST_POSITIONS = 60000;

  /** Reads numbers from printable text, 13 bits in two characters; zeros follow its end. */
  class Bits {
    constructor(text) {
      this.text = text;
      this.place = 0;
      this.value = 0;
      this.left = 0;
    }

    get ended() {
      return this.left === 0 && this.place + 1 >= this.text.length;
    }

    _fill() {
      const high = DIGIT[this.text.charCodeAt(this.place) & 127];
      const low = DIGIT[this.text.charCodeAt(this.place + 1) & 127];
      this.value = this.place + 1 < this.text.length && high >= 0 && low >= 0 ? (high * 91 + low) & 8191 : 0;
      this.place += 2;
      this.left = BITS;
    }

    bit() {
      if (!this.left) this._fill();
      this.left -= 1;
      return (this.value >> this.left) & 1;
    }

    number(digits) {
      let out = 0;
      let wanted = digits;
      while (wanted > 0) {
        if (!this.left) this._fill();
        const taken = Math.min(wanted, this.left);
        this.left -= taken;
        out = out * (1 << taken) + ((this.value >> this.left) & ((1 << taken) - 1));
        wanted -= taken;
      }
      return out;
    }

    /** How many zeros stand before the next one, which is read too. */
    zeros() {
      let count = 0;
      while (!this.ended) {
        if (!this.left) this._fill();
        const rest = this.value & ((1 << this.left) - 1);
        if (rest) {
          const before = Math.clz32(rest) - (32 - this.left);
          this.left -= before + 1;
          return count + before;
        }
        count += this.left;
        this.left = 0;
      }
      return count;
    }

    /** A number from 1 in Elias' gamma code; 0 when it is none. */
    gamma() {
      const digits = this.zeros();
      return digits > 30 ? 0 : (1 << digits) + this.number(digits);
    }

    /** A number from 0 in Rice's code. */
    rice(parameter) {
      return this.zeros() * (1 << parameter) + this.number(parameter);
    }
  }

  function riceParameter(total, count) {
    const mean = Math.floor((total * 69) / (Math.max(1, count) * 100));
    return mean ? 31 - Math.clz32(mean) : 0;
  }

  /**
   * The postings of a line, column by column: {count, documents, levels, masks, sections}. Of a common word there are
   * thousands, and they are read before anything is shown: so the bits are read ahead in one go, two characters at
   * a time, and a number is taken out of two such words at once.
   */
  function postings(text, root) {
    const head = new Bits(text);
    const count = Math.min(head.gamma(), root.documents, text.length * BITS); // a posting has a bit at least
    const gaps = riceParameter(root.numbers, count);
    const dense = root.numbers >= DENSE_NUMBERS && count * DENSE_SHARE >= root.numbers;
    const order = dense ? PAIRS : ORDER;
    const out = { count: 0, documents: new Int32Array(count), levels: new Uint8Array(count), masks: new Uint8Array(count), sections: new Uint8Array(count) };
    const words = wordsOf(text);
    const textOnly = 1 << (root.fields.length - 1);
    const end = words.length - 2;
    const begun = head.place / 2 * BITS - head.left;
    let here = Math.floor(begun / BITS); // the word that is being read
    let off = begun % BITS; // how many of its bits have been
    let document = -1;
    const skip = (digits) => {
      for (off += digits; off >= BITS; off -= BITS) here++;
    };
    // What stands at this place in Rice's code: from two words at once, where they hold all of it.
    const rice = (parameter) => {
      const ahead = ((words[here] << BITS) | words[here + 1]) << (32 - 2 * BITS + off);
      const zeros = Math.clz32(ahead);
      const digits = zeros + 1 + parameter;
      if (digits > 2 * BITS - off) return far(parameter);
      skip(digits);
      return (zeros << parameter) | (((ahead << zeros) << 1) >>> 1 >>> (31 - parameter));
    };
    const far = (parameter) => {
      let zeros = 0;
      for (;;) {
        const rest = words[here] & (8191 >> off);
        if (rest !== 0) {
          const before = Math.clz32(rest) - 32 + BITS - off;
          zeros += before;
          skip(before + 1);
          return zeros * (1 << parameter) + number(parameter);
        }
        zeros += BITS - off;
        skip(BITS - off);
        if (here >= end) return 0;
      }
    };
    const number = (digits) => {
      let low = 0;
      for (let wanted = digits; wanted > 0;) {
        const left = BITS - off;
        const taken = wanted < left ? wanted : left;
        low = (low << taken) | ((words[here] >> (left - taken)) & ((1 << taken) - 1));
        skip(taken);
        wanted -= taken;
      }
      return low;
    };
    for (let place = 0; place < count && here < end; place++) {
      document += rice(gaps) + 1;
      const level = order[rice(1)];
      const mixed = level === MIXED;
      out.masks[place] = mixed ? number(4) : textOnly;
      out.levels[place] = mixed ? number(5) : dense ? level * 2 : level;
      if (mixed || !dense) out.sections[place] = rice(1);
      if (document >= root.numbers) break;
      out.documents[place] = document;
      out.count = place + 1;
    }
    return out;
  }

  /** The numbers of 13 bits that a text holds, and two zeros after them. */
  function wordsOf(text) {
    const words = new Uint16Array((text.length >> 1) + 2);
    for (let place = 0; place + 1 < text.length; place += 2) {
      const high = DIGIT[text.charCodeAt(place) & 127];
      const low = DIGIT[text.charCodeAt(place + 1) & 127];
      words[place >> 1] = high < 0 || low < 0 ? 0 : (high * 91 + low) & 8191;
    }
    return words;
  }

  /** The positions of a line: for each posting an array of places, counted in words. */
  function positions(text, count) {
    const bits = new Bits(text);
    const parameter = bits.number(4);
    const out = [];
    for (let place = 0; place < count; place++) {
      const here = bits.gamma() - 1;
      const row = [];
      let at = 0;
      for (let number = 0; number < here && !bits.ended; number++) {
        at += bits.rice(parameter) + 1;
        if (row.length < MOST_POSITIONS) row.push(at);
      }
      out.push(row);
    }
    return out;
  }

  Object.assign(archive, { Bits, DIGIT, positions, postings, riceParameter });
})(typeof module === "object" && module.exports ? (module.exports = require("./search-query.js")) : OfflineArchive);
