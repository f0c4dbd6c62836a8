"""Starting a demo, being somebody, and leaving."""


def test_a_demo_is_one_post_and_owns_a_paper_account_of_ten_thousand(trader):
    me = trader.get("/api/v1/session").json()
    assert me["role"] == "demo"
    assert "trade" in me["permissions"]
    (account,) = trader.get("/api/v1/accounts").json()
    assert (account["kind"], account["quote"], account["allocated"]) == ("paper", "USDT", "10000")


def test_the_form_of_the_first_page_leads_to_the_desk_with_a_cookie_script_cannot_read(nobody):
    answer = nobody.post("/api/v1/session/demo", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-robson=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_nobody_is_told_to_start_a_demo(nobody):
    answer = nobody.get("/api/v1/accounts")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "UNAUTHENTICATED"
    assert "cookie" in answer.headers["www-authenticate"].lower()


def test_an_ended_session_opens_nothing_any_more(trader):
    assert trader.post("/api/v1/session/end").status_code == 204
    assert trader.get("/api/v1/accounts").status_code == 401


def test_ending_twice_or_without_a_session_is_no_error(nobody, trader):
    assert nobody.post("/api/v1/session/end").status_code == 204
    assert trader.post("/api/v1/session/end").status_code == 204
    assert trader.post("/api/v1/session/end").status_code == 204


def test_leaving_by_form_leads_back_to_the_first_page(trader):
    answer = trader.post("/api/v1/session/end", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Max-Age=0" in answer.headers["set-cookie"]
