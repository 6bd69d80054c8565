//! A client for HTTP/1.1 that costs next to nothing, so that on a small machine the server is measured and not the
//! client: one connection kept alive, a request made of ready bytes, an answer read to its end.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    cookie: Option<String>,
    body: Vec<u8>,
}

/// What the server said; the body lives until the next request.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// The cookie that it set, as `name=value`.
    pub(crate) cookie: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(self.body).context("the body is no JSON")
    }

    /// The status must be this one; else an error with the body.
    ///
    /// # Errors
    /// When it is another.
    pub(crate) fn expect(self, status: u16) -> Result<Self> {
        ensure!(self.status == status, "{} instead of {status}: {}", self.status, String::from_utf8_lossy(self.body));
        Ok(self)
    }
}

/// How the length of a body is told.
enum Length {
    Known(usize),
    Chunked,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let stream = BufReader::with_capacity(64 * 1024, stream);
        Ok(Self { stream, line: String::new(), cookie: None, body: Vec::new() })
    }

    /// Sends a whole request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection ends, or the answer is not HTTP/1.1 as this client knows it.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.get_mut().write_all(request).await?;
        let first = self.line().await?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status: u16 = status.with_context(|| format!("not a status line: {first:?}"))?;
        self.body.clear();
        self.cookie = None;
        let length = self.headers().await?;
        match length {
            Length::Known(length) => self.take(length).await?,
            Length::Chunked => self.chunks().await?,
        }
        Ok(Answer { status, cookie: self.cookie.as_deref(), body: &self.body })
    }

    async fn line(&mut self) -> Result<&str> {
        self.line.clear();
        ensure!(self.stream.read_line(&mut self.line).await? > 0, "the server closed the connection");
        Ok(self.line.trim_end())
    }

    async fn headers(&mut self) -> Result<Length> {
        let mut length = Length::Known(0);
        loop {
            self.line().await?;
            let line = self.line.trim_end();
            let Some((name, value)) = line.split_once(':') else {
                ensure!(line.is_empty(), "not a header: {line:?}");
                return Ok(length);
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = Length::Known(value.trim().parse().context("content-length")?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                length = Length::Chunked;
            } else if name.eq_ignore_ascii_case("set-cookie") {
                self.cookie = value.trim().split(';').next().map(str::to_owned);
            } else if name.eq_ignore_ascii_case("connection") && value.trim().eq_ignore_ascii_case("close") {
                bail!("the server does not keep the connection alive");
            }
        }
    }

    async fn take(&mut self, length: usize) -> Result<()> {
        let from = self.body.len();
        self.body.resize(from + length, 0);
        self.stream.read_exact(&mut self.body[from..]).await?;
        Ok(())
    }

    async fn chunks(&mut self) -> Result<()> {
        loop {
            let size = self.line().await?.split(';').next().unwrap_or_default().to_owned();
            let size = usize::from_str_radix(&size, 16).with_context(|| format!("not a chunk's size: {size:?}"))?;
            self.take(size).await?;
            ensure!(self.line().await?.is_empty(), "a chunk does not end where it should");
            if size == 0 {
                return Ok(());
            }
        }
    }
}

/// The bytes of a request without a body.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    request("GET", path, headers, None)
}

/// The bytes of a request with a JSON body.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &serde_json::Value) -> Vec<u8> {
    request("POST", path, headers, Some(("application/json", &body.to_string())))
}

/// The bytes of a request with a form's fields, encoded already.
pub(crate) fn form(path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    request("POST", path, headers, Some(("application/x-www-form-urlencoded", body)))
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<(&str, &str)>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        text.extend([*name, ": ", *value, "\r\n"]);
    }
    if let Some((kind, body)) = body {
        text.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    } else {
        text.push_str("\r\n");
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers the requests of one connection with these texts, in this order.
    async fn server(answers: &'static [&'static str]) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for answer in answers {
                let mut buffer = [0; 4096];
                assert!(stream.read(&mut buffer).await.unwrap() > 0);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn one_connection_carries_many_answers_of_every_length() {
        let answers = &[
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 5\r\n\r\nplain",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\none \r\n3;a=b\r\ntwo\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\n{\"a\":1}",
        ];
        let mut connection = Connection::open(server(answers).await).await.unwrap();
        for (status, cookie, body) in [(200, Some("a=b"), "plain"), (200, None, "one two"), (204, None, "")] {
            let answer = connection.send(&get("/", &[])).await.unwrap();
            assert_eq!((answer.status, answer.cookie, answer.body), (status, cookie, body.as_bytes()));
        }
        let request = post("/", &[("Authorization", "Bearer x")], &serde_json::json!({"b": 2}));
        let answer = connection.send(&request).await.unwrap().expect(201).unwrap();
        assert_eq!(answer.json().unwrap()["a"].as_u64(), Some(1));
    }

    #[tokio::test]
    async fn an_unexpected_status_is_an_error_that_shows_the_body() {
        let answers = &["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain"];
        let mut connection = Connection::open(server(answers).await).await.unwrap();
        let answer = connection.send(&get("/", &[])).await.unwrap();
        assert_eq!(answer.expect(201).unwrap_err().to_string(), "200 instead of 201: plain");
    }

    #[tokio::test]
    async fn a_connection_that_ends_is_an_error_and_no_empty_answer() {
        let mut connection = Connection::open(server(&["HTTP/1.1 200 OK\r\n"]).await).await.unwrap();
        assert!(connection.send(&get("/", &[])).await.is_err());
    }

    #[test]
    fn a_request_is_made_of_its_line_its_headers_and_its_body() {
        let text = String::from_utf8(form("/signin", &[("Cookie", "a=b")], "email=x")).unwrap();
        let expected = "POST /signin HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nemail=x";
        assert_eq!(text, expected);
    }
}
