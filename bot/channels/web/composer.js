/* Where the user types. It owns what must survive a lost connection: the draft and the messages not answered yet.
 * Both are kept in sessionStorage of this tab, so a reload after a server restart brings them back. Each message gets
 * its id here, before it is sent: sending it again is harmless. */

const RESEND_WITHIN = 10 * 60 * 1000; // an older message goes back into the box instead: the user decides
const NEAR_LIMIT = 0.9;
const BACK_SHOWN = 3000;
const NOTICE_SHOWN = 8000;

export default {
  props: { scope: String, limit: Number, words: Object, photos: Number, types: String },
  emits: ["send"],

  template: `
    <div class="composer-inner">
      <div class="connection" role="status">
        <span v-if="lost" class="lost">{{ words.lost }}</span>
        <span v-else-if="back" class="back">{{ words.back }}</span>
      </div>
      <div v-if="lost && waiting.length" class="unsent">
        <div class="unsent-title">{{ words.unsent }}</div>
        <div v-for="message in waiting" :key="message.id" class="unsent-text">{{ message.title }}</div>
      </div>
      <div class="connection" role="status">
        <span v-if="uploading" class="back">{{ words.uploading }}</span>
        <span v-else-if="dragging" class="back">{{ words.drop }}</span>
        <span v-if="notice" class="lost">{{ notice }}</span>
      </div>
      <form class="box" @submit.prevent="submit">
        <template v-if="photos">
          <button type="button" class="attach" :aria-label="words.attach" :title="words.attach"
            :disabled="uploading || lost" @click="$refs.files.click()">
            <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor"
              stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round">
              <path d="M4 7.5 H7.5 L9 5 H15 L16.5 7.5 H20 V18.5 H4 Z" /><circle cx="12" cy="12.75" r="3.25" />
            </svg>
          </button>
          <input ref="files" type="file" class="sr-only" tabindex="-1" aria-hidden="true" multiple :accept="types"
            @change="chosen" />
        </template>
        <textarea ref="box" rows="1" enterkeyhint="send" autocomplete="off" :value="text" :placeholder="words.placeholder"
          :aria-label="words.label" :aria-invalid="tooLong" aria-describedby="count"
          @input="typed" @keydown="key" @paste="pasted"></textarea>
        <button type="submit" class="send" :aria-label="words.send" :title="words.send" :disabled="blank || tooLong">
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path d="M12 19 V5 M5.5 11.5 L12 5 L18.5 11.5" fill="none" stroke="currentColor" stroke-width="2.25"
              stroke-linejoin="round" stroke-linecap="round" />
          </svg>
        </button>
      </form>
      <div id="count" class="count" :class="{ over: tooLong }" aria-live="polite">{{ count }}</div>
    </div>`,

  data() {
    return { text: "", outbox: [], lost: false, back: false, uploading: false, dragging: false, notice: "" };
  },

  computed: {
    length() {
      return [...this.text.trim()].length; // code points, as the server counts
    },
    blank() {
      return this.length === 0;
    },
    tooLong() {
      return this.length > this.limit;
    },
    count() {
      if (this.length < this.limit * NEAR_LIMIT) return "";
      return (this.tooLong ? this.words.too_long : this.words.count).replace("{length}", this.length);
    },
    waiting() {
      return this.outbox.filter((message) => !message.taken);
    },
  },

  mounted() {
    this.text = this.load("draft", "");
    this.restoreOutbox();
    this.$nextTick(this.grow);
    this.watchConnection();
    this.onClick = (event) => this.clicked(event);
    document.addEventListener("click", this.onClick);
    if (this.photos) this.watchDragging();
    if (matchMedia("(pointer: fine)").matches) this.$refs.box.focus();
  },

  unmounted() {
    document.removeEventListener("click", this.onClick);
    for (const name of ["dragover", "dragleave", "drop"]) document.removeEventListener(name, this.onDrag);
    removeEventListener("offline", this.onOffline);
    removeEventListener("online", this.onOnline);
    this.observer.disconnect();
  },

  methods: {
    typed(event) {
      this.text = event.target.value;
      this.save("draft", this.text);
      this.grow();
    },

    key(event) {
      if (event.key !== "Enter" || event.shiftKey) return;
      if (event.isComposing || event.keyCode === 229) return; // the Enter that picks a word of an input method
      event.preventDefault();
      this.submit();
    },

    submit() {
      if (this.blank || this.tooLong) return;
      const text = this.text.trim();
      this.setText("");
      this.post({ text, title: text });
    },

    /* Quick replies, examples and the header's actions carry what they say in data attributes. */
    clicked(event) {
      const button = event.target.closest?.("button[data-say]");
      if (!button || button.disabled) return;
      this.post({ text: button.dataset.say, title: button.innerText, press: button.dataset.press });
      const byKeyboard = event.detail === 0;
      if (byKeyboard || matchMedia("(pointer: fine)").matches) this.$refs.box.focus({ preventScroll: true });
    },

    chosen(event) {
      this.upload([...event.target.files]);
      event.target.value = ""; // the same picture may be chosen again
    },

    pasted(event) {
      const files = [...event.clipboardData.files];
      if (!this.photos || !files.length) return;
      event.preventDefault();
      this.upload(files);
    },

    watchDragging() {
      this.onDrag = (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        this.dragging = event.type === "dragover";
        if (event.type === "drop") this.upload([...event.dataTransfer.files]);
      };
      for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, this.onDrag);
    },

    /* Pictures go up one by one over HTTP; the message that names them goes with the others. */
    async upload(files) {
      if (this.uploading || !files.length) return;
      const notices = files.length > this.photos ? [this.words.many] : [];
      const names = [];
      this.uploading = true;
      for (const file of files.slice(0, this.photos)) {
        const { name, error } = await this.uploadOne(file);
        if (name) names.push(name);
        else if (!notices.includes(error)) notices.push(error);
      }
      this.uploading = false;
      this.tell(notices.join(""));
      const photos = [...new Set(names)];
      if (photos.length) this.post({ text: "", title: this.words.photos.replace("{count}", photos.length), photos });
    },

    async uploadOne(file) {
      try {
        const answer = await fetch("/photos", { method: "POST", body: file });
        return await answer.json();
      } catch {
        return { error: this.words.upload_failed };
      }
    },

    tell(notice) {
      this.notice = notice;
      clearTimeout(this.telling);
      if (notice) this.telling = setTimeout(() => (this.notice = ""), NOTICE_SHOWN);
    },

    post(message) {
      document.querySelectorAll(".choices button").forEach((button) => (button.disabled = true));
      const text = message.text.replace(/[\ud800-\udfff]/gu, "\ufffd"); // half of an emoji is not valid in JSON
      this.outbox.push({ ...message, text, id: createRandomUUID(), at: Date.now(), taken: false });
      this.keepOutbox();
      this.flush();
    },

    /* Send what the server has not taken. Held back while offline: the socket's own buffer does not outlive a reload. */
    flush() {
      if (this.lost || !window.did_handshake) return;
      for (const { id, text, press, photos } of this.outbox) this.$emit("send", { id, text, press: press ?? null, photos });
    },

    /* Called by the server: the message is on the page. */
    taken(id) {
      const message = this.outbox.find((one) => one.id === id);
      if (message) message.taken = true;
    },

    /* Called by the server: the answer is on the page, the message need not be kept any more. */
    answered(id) {
      this.outbox = this.outbox.filter((message) => message.id !== id);
      this.keepOutbox();
    },

    restoreOutbox() {
      const kept = this.load("outbox", []).map((message) => ({ ...message, taken: false }));
      const fresh = (message) => Date.now() - message.at < RESEND_WITHIN;
      this.outbox = kept.filter(fresh);
      const stale = kept.filter((message) => !fresh(message) && !message.press && message.text).map((message) => message.text);
      if (stale.length) this.setText([...stale, this.text].filter(Boolean).join("\n"));
      this.keepOutbox();
    },

    /* NiceGUI shows and hides its own (hidden) popup when the connection goes and comes: that is the signal. */
    watchConnection() {
      const popup = document.getElementById("popup");
      this.observer = new MutationObserver(() => this.connection(popup.ariaHidden === "false"));
      this.observer.observe(popup, { attributes: true });
      this.onOffline = () => this.connection(true);
      this.onOnline = () => this.connection(!window.socket?.connected);
      addEventListener("offline", this.onOffline);
      addEventListener("online", this.onOnline);
    },

    connection(lost) {
      if (lost) this.save("lost", true);
      else if (this.load("lost", false)) this.showBack();
      this.lost = lost;
      if (!lost) this.flush();
    },

    showBack() {
      this.save("lost", false);
      this.back = true;
      setTimeout(() => (this.back = false), BACK_SHOWN);
    },

    setText(text) {
      this.text = text;
      this.save("draft", text);
      this.$nextTick(this.grow);
    },

    grow() {
      const box = this.$refs.box;
      box.style.height = "auto";
      box.style.height = `${box.scrollHeight}px`;
    },

    keepOutbox() {
      this.save("outbox", this.outbox);
    },

    save(name, value) {
      try {
        sessionStorage.setItem(`boai.${this.scope}.${name}`, JSON.stringify(value));
      } catch {
        /* storage refused or full: the page works without */
      }
    },

    load(name, otherwise) {
      try {
        return JSON.parse(sessionStorage.getItem(`boai.${this.scope}.${name}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
  },
};
